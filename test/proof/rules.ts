// Every rule against finite differences: the worst case of each operator.
import type { Cases } from "../unit/grad/case";
import { cases as all } from "../unit/grad/cases";
import { gradientErrors } from "../unit/grad/check";
import { type Table, worst } from "./table";

export async function ruleTable(): Promise<Table> {
  const cases: Cases = all;
  const rows: string[][] = [];
  for (const op of Object.keys(cases).sort()) {
    const errors: number[] = [];
    for (const c of cases[op]) errors.push(...(await gradientErrors(op, c)));
    rows.push([`\`${op}\``, String(cases[op].length), String(errors.length), worst(errors)]);
  }
  return { heads: ["Operator", "Cases", "Operands", "Largest relative error"], rows };
}
