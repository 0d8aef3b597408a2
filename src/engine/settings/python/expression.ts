// Python expressions as trees, as far as settings are written in them. What the grammar here does not
// have (lambdas, comprehensions, comparisons) becomes `unknown` or ends the expression.
import type { Token } from "./tokens";

export type Expression = { line: number } & (
  | { kind: "number"; value: number }
  | { kind: "string"; value: string }
  | { kind: "name"; name: string }
  | { kind: "attribute"; of: Expression; name: string }
  | { kind: "call"; callee: Expression; args: Expression[]; keywords: Map<string, Expression> }
  | { kind: "index"; of: Expression; text: string; items: Expression[] }
  | { kind: "list"; items: Expression[] }
  | { kind: "dict"; entries: [Expression, Expression][] }
  | { kind: "binary"; op: string; left: Expression; right: Expression }
  | { kind: "each"; element: Expression; name: string; over: Expression }
  | { kind: "choice"; yes: Expression; condition: string; no: Expression }
  | { kind: "unknown" }
);

/** Where a parse stopped: everything before it was understood. */
export class Stop extends Error {}

const strength: Record<string, number> = { "+": 1, "-": 1, "*": 2, "/": 2, "//": 2, "%": 2 };

export class Parser {
  private at = 0;
  /** Hostile nesting must not exhaust the stack. */
  private depth = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  get done() {
    return this.at >= this.tokens.length;
  }

  peek(text: string, ahead = 0) {
    const t = this.tokens[this.at + ahead];
    return t !== undefined && t.kind !== "string" && t.text === text;
  }

  take(text: string) {
    const found = this.peek(text);
    if (found) this.at++;
    return found;
  }

  /** @throws Stop at what is no expression */
  expression(): Expression {
    if (++this.depth > 60) throw new Stop();
    try {
      if (this.peek("lambda")) return this.skipped();
      const yes = this.sum(1);
      if (!this.peek("if")) return yes;
      const start = ++this.at;
      while (!this.done && !this.peek("else")) this.at++;
      const condition = this.text(start, this.at);
      return this.take("else")
        ? { kind: "choice", yes, condition, no: this.expression(), line: yes.line }
        : yes;
    } finally {
      this.depth--;
    }
  }

  /** Expressions until `end`, as tuples and subscripts are written. */
  list(): Expression {
    const first = this.expression();
    if (!this.peek(",")) return first;
    const items = [first];
    while (this.take(",") && !this.done && !this.peek("=")) items.push(this.expression());
    return { kind: "list", items, line: first.line };
  }

  private sum(least: number): Expression {
    let left = this.unary();
    for (;;) {
      const op = this.tokens[this.at];
      const binds = op?.kind === "op" ? (strength[op.text] ?? 0) : 0;
      if (binds < least) return left;
      this.at++;
      left = { kind: "binary", op: op.text, left, right: this.sum(binds + 1), line: left.line };
    }
  }

  private unary(): Expression {
    const { line } = this.next();
    if (this.take("-")) {
      const zero: Expression = { kind: "number", value: 0, line };
      return { kind: "binary", op: "-", left: zero, right: this.unary(), line };
    }
    if (this.take("+") || this.take("*") || this.take("**") || this.take("await"))
      return this.unary();
    const base = this.trailers(this.atom());
    if (!this.take("**")) return base;
    return { kind: "binary", op: "**", left: base, right: this.unary(), line };
  }

  private trailers(start: Expression): Expression {
    let found = start;
    for (;;) {
      const { line } = found;
      if (this.take(".")) {
        const name = this.next().text;
        this.at++;
        found = { kind: "attribute", of: found, name, line };
      } else if (this.take("(")) found = this.call(found);
      else if (this.take("[")) {
        const from = this.at;
        const items = this.subscript();
        found = { kind: "index", of: found, text: this.text(from, this.at - 1), items, line };
      } else return found;
    }
  }

  private call(callee: Expression): Expression {
    const args: Expression[] = [];
    const keywords = new Map<string, Expression>();
    while (!this.take(")")) {
      if (this.peek("=", 1)) {
        const name = this.next().text;
        this.at += 2;
        keywords.set(name, this.expression());
      } else args.push(this.expression());
      if (this.peek("for") || this.peek("async")) this.skipTo(")");
      else if (!this.peek(")") && !this.take(",")) throw new Stop();
    }
    return { kind: "call", callee, args, keywords, line: callee.line };
  }

  /** Slices are of no use as trees: their text is kept. */
  private subscript(): Expression[] {
    const from = this.at;
    try {
      const found = this.list();
      if (this.take("]")) return found.kind === "list" ? found.items : [found];
    } catch (e) {
      if (!(e instanceof Stop)) throw e;
    }
    this.at = from;
    this.skipTo("]");
    this.at++;
    return [];
  }

  private atom(): Expression {
    const { kind, text, line } = this.next();
    this.at++;
    if (kind === "number") return { kind, value: Number(text.replaceAll("_", "")), line };
    if (kind === "string") return { kind, value: this.joined(text), line };
    if (kind === "name") return { kind, name: text, line };
    if (text === "(" || text === "[") return this.bracketed(text === "(" ? ")" : "]", line);
    if (text === "{") return this.braced(line);
    if (text === "...") return { kind: "unknown", line };
    throw new Stop();
  }

  private bracketed(end: string, line: number): Expression {
    const items: Expression[] = [];
    let commas = 0;
    while (!this.take(end)) {
      items.push(this.expression());
      if (this.peek("for")) return this.each(items[0], end);
      if (this.take(",")) commas++;
      else if (!this.peek(end)) throw new Stop();
    }
    return end === ")" && items.length === 1 && !commas ? items[0] : { kind: "list", items, line };
  }

  /** `[x / 255 for x in [125, 123, 114]]`; more than that is not followed. */
  private each(element: Expression, end: string): Expression {
    const { line } = element;
    this.at++;
    const name = this.next().text;
    this.at++;
    if (this.take("in")) {
      const over = this.expression();
      if (this.take(end)) return { kind: "each", element, name, over, line };
    }
    this.skipTo(end);
    this.at++;
    return { kind: "unknown", line };
  }

  private braced(line: number): Expression {
    const entries: [Expression, Expression][] = [];
    while (!this.take("}")) {
      const key = this.expression();
      if (this.take(":")) entries.push([key, this.expression()]);
      else entries.push([{ kind: "number", value: entries.length, line: key.line }, key]);
      if (this.peek("for")) this.skipTo("}");
      else if (!this.peek("}") && !this.take(",")) throw new Stop();
    }
    return { kind: "dict", entries, line };
  }

  /** Neighbouring strings are one string. */
  private joined(first: string) {
    let all = unquoted(first);
    while (this.tokens[this.at]?.kind === "string") all += unquoted(this.tokens[this.at++].text);
    return all;
  }

  /** Over a lambda, to the comma or bracket that ends it. */
  private skipped(): Expression {
    const { line } = this.next();
    for (let depth = 0; !this.done; this.at++) {
      if (depth === 0 && [")", "]", "}"].some((t) => this.peek(t))) break;
      if (depth === 0 && this.peek(",")) break;
      if (["(", "[", "{"].some((t) => this.peek(t))) depth++;
      if ([")", "]", "}"].some((t) => this.peek(t))) depth--;
    }
    return { kind: "unknown", line };
  }

  private skipTo(end: string) {
    for (let depth = 0; ; this.at++) {
      this.next();
      if (depth === 0 && this.peek(end)) return;
      if (["(", "[", "{"].some((t) => this.peek(t))) depth++;
      if ([")", "]", "}"].some((t) => this.peek(t))) depth--;
    }
  }

  private next(): Token {
    const token = this.tokens[this.at];
    if (!token) throw new Stop();
    return token;
  }

  private text = (from: number, to: number) =>
    this.tokens
      .slice(from, to)
      .map((t) => t.text)
      .join(" ");
}

function unquoted(text: string) {
  const body = text.replace(/^[rRbBuUfF]*/, "");
  const quote = /^("""|'''|"|')/.exec(body)![1];
  return body.slice(quote.length, -quote.length).replace(/\\(['"\\])/g, "$1");
}

/** `transforms.v2.Normalize` as written, for names with dots; undefined for anything else. */
export function dotted(e: Expression): string | undefined {
  if (e.kind === "name") return e.name;
  if (e.kind !== "attribute") return undefined;
  const of = dotted(e.of);
  return of === undefined ? undefined : `${of}.${e.name}`;
}

/** Every expression within, itself first. */
export function* within(e: Expression): Generator<Expression> {
  yield e;
  for (const child of childrenOf(e)) yield* within(child);
}

function childrenOf(e: Expression): Expression[] {
  switch (e.kind) {
    case "attribute":
      return [e.of];
    case "call":
      return [e.callee, ...e.args, ...e.keywords.values()];
    case "index":
      return [e.of, ...e.items];
    case "list":
      return e.items;
    case "dict":
      return e.entries.flat();
    case "binary":
      return [e.left, e.right];
    case "choice":
      return [e.yes, e.no];
    case "each":
      return [e.element, e.over];
    default:
      return [];
  }
}
