// What an expression is worth where constants decide it: numbers, strings and lists of them.
import { dotted, type Expression } from "./expression";
import { fullName, type Script, type Statement } from "./script";

export type Value = number | string | Value[];

/** Constants that libraries export by name. */
const known: Record<string, number[]> = {
  IMAGENET_DEFAULT_MEAN: [0.485, 0.456, 0.406],
  IMAGENET_DEFAULT_STD: [0.229, 0.224, 0.225],
  IMAGENET_STANDARD_MEAN: [0.5, 0.5, 0.5],
  IMAGENET_STANDARD_STD: [0.5, 0.5, 0.5],
  IMAGENET_INCEPTION_MEAN: [0.5, 0.5, 0.5],
  IMAGENET_INCEPTION_STD: [0.5, 0.5, 0.5],
  OPENAI_CLIP_MEAN: [0.48145466, 0.4578275, 0.40821073],
  OPENAI_CLIP_STD: [0.26862954, 0.26130258, 0.27577711],
};

/** Calls that give what they are given, as numbers. */
const passing = new Set(
  "array asarray tensor Tensor FloatTensor as_tensor constant list tuple float float32 cast scalar".split(
    " ",
  ),
);
const reshaping = new Set(
  "view reshape to astype cuda unsqueeze float type numpy tolist copy expand_dims".split(" "),
);
const rounding: Record<string, (v: number) => number> = {
  int: Math.trunc,
  round: Math.round,
  floor: Math.floor,
  ceil: Math.ceil,
  sqrt: Math.sqrt,
};

/** Evaluates in one statement's place; names are looked up in its script, then in `others`. */
export class Values {
  constructor(
    private readonly script: Script,
    private readonly others: readonly Script[],
    private readonly scope: Statement["scope"],
    private readonly bound: ReadonlyMap<string, Value> = new Map(),
    private readonly depth = 0,
  ) {}

  numbers(e: Expression | undefined): number[] | undefined {
    const v = this.of(e);
    const list = typeof v === "number" ? [v] : v;
    return Array.isArray(list) && list.length && list.every((x) => typeof x === "number")
      ? (list as number[])
      : undefined;
  }

  strings(e: Expression | undefined): string[] | undefined {
    const v = this.of(e);
    return Array.isArray(v) && v.every((x) => typeof x === "string") ? (v as string[]) : undefined;
  }

  of(e: Expression | undefined): Value | undefined {
    if (!e || this.depth > 12) return undefined;
    if (e.kind === "number" || e.kind === "string") return e.value;
    if (e.kind === "list") return this.all(e.items);
    if (e.kind === "binary") return this.binary(e);
    if (e.kind === "call") return this.call(e);
    if (e.kind === "index") return this.index(e);
    if (e.kind === "each") return this.each(e);
    if (e.kind === "choice") return this.of(e.no);
    if (e.kind === "name" || e.kind === "attribute") return this.named(e);
    return undefined;
  }

  /** The expression that a name stands for, and where it stands. */
  definition(e: Expression): { value: Expression; at: Values } | undefined {
    const name = dotted(e);
    if (name === undefined) return undefined;
    const own = this.find(this.script, name);
    if (own) return own;
    const last = name.split(".").at(-1)!;
    for (const script of this.others) {
      if (!this.script.imports.has(name.split(".")[0]) && !name.includes(".")) break;
      const found = this.find(script, last);
      if (found) return found;
    }
    return undefined;
  }

  private find(script: Script, name: string) {
    const rest = name.split(".").slice(1);
    const last = name.split(".").at(-1)!;
    const argument = rest.length > 0 && argumentDefault(script, last);
    if (argument) return { value: argument, at: this.within(script, []) };
    const assigned = script.statements.filter((s) => {
      if (s.targets.includes(name)) return true;
      // cfg.size is `size = 224` in a class, cfg.SIZE an attribute set elsewhere.
      const inClass = s.scope.at(-1)?.kind === "class";
      return rest.length > 0 && inClass && s.targets.includes(last);
    });
    const depthOf = (s: Statement) =>
      s.scope.filter((x) => this.scope.some((y) => x === y)).length * 100 - s.scope.length;
    const [best] = assigned
      .filter((s) => rest.length > 0 || s.scope.every((x) => x.kind === "block" || this.sees(x)))
      .sort((a, b) => depthOf(b) - depthOf(a) || b.line - a.line);
    if (!best) return undefined;
    const at = best.targets.indexOf(name);
    const { value } = best;
    const part = best.targets.length > 1 && value.kind === "list" ? value.items[at] : value;
    return part && { value: part, at: this.within(script, best.scope) };
  }

  private sees = (scope: Statement["scope"][number]) => this.scope.includes(scope);

  private within = (script: Script, scope: Statement["scope"]) =>
    new Values(script, this.others, scope, this.bound, this.depth + 1);

  private named(e: Expression): Value | undefined {
    const name = dotted(e);
    if (name === undefined) return undefined;
    const bound = this.bound.get(name);
    if (bound !== undefined) return bound;
    const found = this.definition(e);
    return found ? found.at.of(found.value) : known[name.split(".").at(-1)!];
  }

  private all(items: Expression[]): Value[] | undefined {
    const values = items.map((i) => this.of(i));
    return values.every((v) => v !== undefined) ? values : undefined;
  }

  private call(e: Expression & { kind: "call" }): Value | undefined {
    const name = fullName(this.script, e.callee).split(".").at(-1)!;
    const inner = this.of(e.args[0]);
    if (passing.has(name) && e.args.length) return inner;
    if (rounding[name] && typeof inner === "number") return rounding[name](inner);
    if (e.callee.kind === "attribute" && reshaping.has(name)) return this.of(e.callee.of);
    return undefined;
  }

  private index(e: Expression & { kind: "index" }): Value | undefined {
    const key = e.items.length === 1 ? this.of(e.items[0]) : undefined;
    if (typeof key === "string") {
      const entry = this.entry(e.of, key);
      return entry?.at.of(entry.value);
    }
    const of = this.of(e.of);
    // [:, None, None] and the like only change the shape.
    if (key === undefined) return of;
    return Array.isArray(of) && typeof key === "number" ? of.at(key) : undefined;
  }

  /** What a dict says under a key. */
  entry(dict: Expression, key: string): { value: Expression; at: Values } | undefined {
    const found = dict.kind === "dict" || dict.kind === "call" ? undefined : this.definition(dict);
    const e = found?.value ?? dict;
    const at = found?.at ?? this;
    const value =
      e.kind === "dict"
        ? e.entries.find(([k]) => k.kind === "string" && k.value === key)?.[1]
        : e.kind === "call"
          ? e.keywords.get(key)
          : undefined;
    return value && { value, at };
  }

  private each(e: Expression & { kind: "each" }): Value | undefined {
    const over = this.of(e.over);
    if (!Array.isArray(over) || over.length > 64) return undefined;
    const items = over.map((v) => {
      const bound = new Map([...this.bound, [e.name, v]]);
      return new Values(this.script, this.others, this.scope, bound, this.depth + 1).of(e.element);
    });
    return items.every((v) => v !== undefined) ? items : undefined;
  }

  private binary(e: Expression & { kind: "binary" }): Value | undefined {
    const left = this.of(e.left);
    const right = this.of(e.right);
    if (left === undefined || right === undefined) return undefined;
    // [0.5] * 3 repeats; a list times what is no small count was an array.
    if (e.op === "*" && Array.isArray(left) && isCount(right) && e.left.kind === "list")
      return Array.from({ length: right }, () => left).flat();
    return combine(e.op, left, right);
  }
}

const isCount = (v: Value): v is number => Number.isInteger(v) && (v as number) <= 16;

const operators: Record<string, (a: number, b: number) => number> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "//": (a, b) => Math.floor(a / b),
  "**": (a, b) => a ** b,
};

function combine(op: string, a: Value, b: Value): Value | undefined {
  if (typeof a === "number" && typeof b === "number") return operators[op]?.(a, b);
  const list = Array.isArray(a) ? a : Array.isArray(b) ? b : undefined;
  if (!list) return undefined;
  const items = list.map((_, i) =>
    combine(op, Array.isArray(a) ? a[i] : a, Array.isArray(b) ? b[i] : b),
  );
  return items.every((v) => v !== undefined) ? items : undefined;
}

/** The default of `parser.add_argument("--img-size", default=224)` for args.img_size. */
function argumentDefault({ statements }: Script, name: string): Expression | undefined {
  for (const { value } of statements) {
    if (value.kind !== "call" || dotted(value.callee)?.split(".").at(-1) !== "add_argument")
      continue;
    const flags = value.args.flatMap((a) => (a.kind === "string" ? [a.value] : []));
    if (flags.some((f) => f.replace(/^-+/, "").replaceAll("-", "_") === name))
      return value.keywords.get("default");
  }
  return undefined;
}
