// A Python file as the statements that settings are written in, each with where it stands.
import { dotted, type Expression, Parser, Stop } from "./expression";
import { logicalLines, type Token } from "./tokens";

export interface Statement {
  line: number;
  /** What is assigned, as written ("MEAN", "self.size"); empty for an expression or a return. */
  targets: string[];
  value: Expression;
  /** The headers it stands under, outermost first: "class Data", "def val_transform", "if train". */
  scope: Scope[];
}

export interface Scope {
  kind: "class" | "def" | "block";
  name: string;
  indent: number;
}

export interface Script {
  /** Absolute path. */
  file: string;
  text: string;
  statements: Statement[];
  /** Local name to the dotted name that it was imported as. */
  imports: Map<string, string>;
}

const blocks = new Set(
  "if elif else for while with try except finally async match case".split(" "),
);
const withoutValue = new Set(
  "import from pass break continue global nonlocal del raise".split(" "),
);

/** @param text of a .py file; of a notebook, its code cells with lines kept (see `codeOf`) */
export function parseScript(file: string, text: string): Script {
  const script: Script = { file, text, statements: [], imports: new Map() };
  let scope: Scope[] = [];
  /** The condition that an else at this indent answers. */
  const conditions = new Map<number, string>();
  for (const { indent, tokens } of logicalLines(text)) {
    scope = scope.filter((s) => s.indent < indent);
    const [first, second] = tokens;
    if (first.text === "@") continue;
    if (first.text === "from" || first.text === "import") readImports(script, tokens);
    else if (first.text === "def" || first.text === "class") {
      const header: Scope = { kind: first.text, name: second?.text ?? "", indent };
      scope = [...scope, header];
      for (const [name, value] of defaults(tokens))
        script.statements.push({ line: value.line, targets: [name], value, scope });
    } else if (blocks.has(first.text)) {
      const colon = endOfHeader(tokens);
      const header = tokens
        .slice(0, colon)
        .map((t) => t.text)
        .join(" ");
      const name = first.text === "else" ? `else ${conditions.get(indent) ?? ""}` : header;
      conditions.set(indent, header);
      scope = [...scope, { kind: "block", name, indent }];
      addStatement(script, tokens.slice(colon + 1), scope);
    } else addStatement(script, tokens, scope);
  }
  return script;
}

function addStatement(script: Script, tokens: Token[], scope: Scope[]) {
  const [first] = tokens;
  if (!first || withoutValue.has(first.text)) return;
  const skip = first.text === "return" || first.text === "yield" ? 1 : 0;
  const parser = new Parser(tokens.slice(skip));
  const targets: string[] = [];
  try {
    let value = parser.list();
    if (parser.take(":")) {
      targets.push(dotted(value) ?? "");
      while (!parser.done && !parser.peek("=")) parser.expression();
      if (parser.done) return;
      parser.take("=");
      value = parser.list();
    }
    const augmented = ["+", "-", "*", "/"].find((op) => parser.take(`${op}=`));
    if (augmented) {
      targets.push(dotted(value) ?? "");
      const right = parser.list();
      value = { kind: "binary", op: augmented, left: value, right, line: value.line };
    }
    while (parser.take("=")) {
      targets.push(...named(value));
      value = parser.list();
    }
    script.statements.push({ line: first.line, targets, value, scope });
  } catch (e) {
    if (!(e instanceof Stop)) throw e;
  }
}

/** `a, b = ...` names both; `cfg["mean"] = ...` neither. */
const named = (e: Expression): string[] =>
  e.kind === "list" ? e.items.map((i) => dotted(i) ?? "") : [dotted(e) ?? ""];

function endOfHeader(tokens: Token[]) {
  let depth = 0;
  for (const [i, t] of tokens.entries()) {
    if (t.kind !== "op") continue;
    if ("([{".includes(t.text)) depth++;
    if (")]}".includes(t.text)) depth--;
    if (depth === 0 && t.text === ":") return i;
  }
  return tokens.length;
}

/** The parameters of a function that have a default. */
function* defaults(tokens: Token[]): Generator<[string, Expression]> {
  let depth = 0;
  let name = "";
  for (const [i, t] of tokens.entries()) {
    const op = t.kind === "op" ? t.text : "";
    if (op && "([{".includes(op)) depth++;
    if (op && ")]}".includes(op)) depth--;
    const before = tokens[i - 1]?.text;
    if (depth === 1 && t.kind === "name" && (before === "(" || before === ",")) name = t.text;
    if (depth !== 1 || op !== "=" || !name) continue;
    try {
      yield [name, new Parser(tokens.slice(i + 1)).expression()];
    } catch (e) {
      if (!(e instanceof Stop)) throw e;
    }
    name = "";
  }
}

function readImports({ imports }: Script, tokens: Token[]) {
  const words = tokens.map((t) => t.text).filter((t) => t !== "(" && t !== ")");
  const at = words.indexOf("import");
  if (at < 0) return;
  const module = words.slice(1, at).join("");
  for (const item of words
    .slice(at + 1)
    .join(" ")
    .split(",")) {
    const [path, alias] = item.split(" as ").map((s) => s.replaceAll(" ", ""));
    if (!path) continue;
    if (module) imports.set(alias ?? path, `${module}.${path}`);
    else if (alias) imports.set(alias, path);
  }
}

/** A callee by its full name: `A.Resize` is "albumentations.Resize" after `import ... as A`. */
export function fullName({ imports }: Script, callee: Expression): string {
  const name = dotted(callee) ?? (callee.kind === "attribute" ? callee.name : "");
  const [first, ...rest] = name.split(".");
  return [imports.get(first) ?? first, ...rest].join(".");
}

/** The code cells of a notebook as one text whose line numbers are the notebook file's own. */
export function codeOf(notebook: string): string {
  try {
    const { cells } = JSON.parse(notebook) as { cells?: { cell_type: string; source: unknown }[] };
    let at = 0;
    const lines: string[] = [];
    const fileLines = notebook.split("\n");
    for (const { cell_type, source } of cells ?? []) {
      if (cell_type !== "code") continue;
      for (const text of typeof source === "string" ? source.split("\n") : (source as string[])) {
        const code = text.replace(/\n$/, "");
        const quoted = JSON.stringify(code).slice(1, -1);
        const found = quoted ? fileLines.findIndex((l, i) => i >= at && l.includes(quoted)) : -1;
        if (found >= 0) at = found + 1;
        while (lines.length < at - 1) lines.push("");
        // Line magics and shell escapes are no Python.
        lines.push(/^\s*[%!?]/.test(code) ? "" : code);
      }
    }
    return lines.join("\n");
  } catch {
    return "";
  }
}
