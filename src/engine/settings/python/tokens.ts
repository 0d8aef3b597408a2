// Python source as logical lines of tokens. Enough of the lexical grammar to read settings; nothing
// is ever executed. Python language reference, chapter 2.

export interface Token {
  kind: "name" | "number" | "string" | "op";
  text: string;
  /** 1-based. */
  line: number;
}

/** One statement's tokens: continued over lines inside brackets and after a backslash. */
export interface LogicalLine {
  indent: number;
  tokens: Token[];
}

const quoted = [
  String.raw`"""(?:[^"\\]|\\.|"(?!""))*"""`,
  String.raw`'''(?:[^'\\]|\\.|'(?!''))*'''`,
  String.raw`"(?:[^"\\\r\n]|\\.)*"`,
  String.raw`'(?:[^'\\\r\n]|\\.)*'`,
];
const pattern = new RegExp(
  [
    String.raw`(?<space>[ \t\f]+|\\\r?\n)`,
    String.raw`(?<comment>#[^\r\n]*)`,
    String.raw`(?<newline>\r?\n)`,
    `(?<string>[rRbBuUfF]{0,2}(?:${quoted.join("|")}))`,
    String.raw`(?<number>0[xX][\da-fA-F]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)`,
    String.raw`(?<name>[\p{L}_][\p{L}\p{N}_]*)`,
    String.raw`(?<op>\*\*=?|//=?|->|:=|[<>=!]=|[-+*/%@&|^]=|\.\.\.|\S)`,
  ].join("|"),
  "suy",
);

export function logicalLines(source: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let current: LogicalLine = { indent: 0, tokens: [] };
  let depth = 0;
  let line = 1;
  let indent = 0;
  const end = () => {
    if (current.tokens.length) lines.push(current);
    current = { indent: 0, tokens: [] };
  };
  pattern.lastIndex = 0;
  for (let m = pattern.exec(source); m; m = pattern.exec(source)) {
    const { space, comment, newline, string, number, name } = m.groups!;
    const [text] = m;
    if (newline !== undefined) {
      if (depth === 0) end();
      indent = 0;
    } else if (space !== undefined) {
      if (!current.tokens.length) indent = text.replaceAll("\t", "        ").length;
    } else if (comment === undefined) {
      if (!current.tokens.length) current.indent = indent;
      const kind = string ? "string" : number ? "number" : name ? "name" : "op";
      if (kind === "op" && "([{".includes(text)) depth++;
      if (kind === "op" && ")]}".includes(text)) depth = Math.max(0, depth - 1);
      if (text === ";" && depth === 0) end();
      else current.tokens.push({ kind, text, line });
    }
    line += text.split("\n").length - 1;
  }
  end();
  return lines;
}
