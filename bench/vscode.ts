// As much of VS Code as hovers need, so that they can be measured without an editor.
export class Uri {
  private constructor(readonly fsPath: string) {}
  readonly scheme = "file";
  static file = (path: string) => new Uri(path);
  static joinPath = ({ fsPath }: Uri, ...parts: string[]) => new Uri([fsPath, ...parts].join("/"));
  get path() {
    return this.fsPath;
  }
  toString = () => `file://${this.fsPath}`;
}
export class MarkdownString {
  isTrusted?: unknown;
  constructor(public value = "") {}
  appendMarkdown(text: string) {
    this.value += text;
  }
}
export class Range {
  readonly ends: number[];
  constructor(...ends: number[]) {
    this.ends = ends;
  }
}
export class Hover {
  constructor(readonly contents: MarkdownString | string) {}
}
export class ThemeIcon {
  constructor(readonly id: string) {}
}
export const QuickPickItemKind = { Separator: -1 };
export const window = {};
export const l10n = {
  t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, i) => `${values[i]}`),
};
export const workspace = {
  workspaceFolders: undefined,
  getConfiguration: () => ({ get: (_: string, otherwise: unknown) => otherwise }),
};
