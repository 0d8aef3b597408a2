/** ">= 0.6" or "<= 30 %"; a number alone is the least. */
export interface Bound {
  text: string;
  holds(value: number): boolean;
}

const comparisons: Record<string, (a: number, b: number) => boolean> = {
  ">=": (a, b) => a >= b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  "<": (a, b) => a < b,
};

export function boundOf(given: unknown): Bound | undefined {
  const text = typeof given === "number" ? `>= ${given}` : String(given);
  const parts = /^(>=|<=|>|<)\s*(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(text.trim());
  if (!parts) return undefined;
  const [, sign, number, percent] = parts;
  const limit = Number(number) / (percent ? 100 : 1);
  return { text, holds: (value) => comparisons[sign](value, limit) };
}
