export interface Table {
  heads: string[];
  rows: string[][];
}

export const markdown = ({ heads, rows }: Table) =>
  [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** NaN must not hide: it is worse than any number. */
export const worst = (errors: readonly number[]) =>
  errors.some(Number.isNaN) ? "NaN" : Math.max(...errors).toExponential(1);
