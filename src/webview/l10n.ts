// The page's words in the language of the editor: the panel leaves VS Code's bundle at the root.
const root = globalThis.document?.getElementById("app");
const bundle: Record<string, string> = JSON.parse(root?.dataset.strings ?? "{}");

/** As `vscode.l10n.t`: the English text is the key, {0} is the first of the values. */
export const t = (text: string, ...values: (string | number)[]) =>
  (bundle[text] ?? text).replace(/\{(\d)\}/g, (_, i) => String(values[Number(i)] ?? ""));
