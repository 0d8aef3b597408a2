// How exact each rule is, as data: for the tests and for the table of proof.
import { cases } from "./cases";
import { gradientErrors } from "./check";

export interface RuleError {
  /** As rules are looked up: "Conv", "com.microsoft.FusedConv". */
  operator: string;
  cases: number;
  /** The worst relative error against finite differences, over all cases and operands. */
  error: number;
}

/** Runs every case of every rule; a few seconds. */
export async function ruleErrors(): Promise<RuleError[]> {
  const found: RuleError[] = [];
  for (const [operator, list] of Object.entries(cases)) {
    let error = 0;
    for (const c of list) error = Math.max(error, ...(await gradientErrors(operator, c)));
    found.push({ operator, cases: list.length, error });
  }
  return found;
}
