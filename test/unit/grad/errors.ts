// How exact each rule is, as data for the table of proof.
import type { Cases } from "./case";
import { cases as all } from "./cases";
import { gradientErrors } from "./check";

export interface RuleError {
  /** As rules are looked up: "Conv", "com.microsoft.FusedConv". */
  operator: string;
  cases: number;
  /** Relative errors against finite differences, for each operand of each case. */
  errors: number[];
}

/** Runs every case of every rule; half a minute. */
export async function ruleErrors(): Promise<RuleError[]> {
  const cases: Cases = all;
  const found: RuleError[] = [];
  for (const [operator, list] of Object.entries(cases)) {
    const errors: number[] = [];
    for (const c of list) errors.push(...(await gradientErrors(operator, c)));
    found.push({ operator, cases: list.length, errors });
  }
  return found;
}
