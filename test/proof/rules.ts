// Every rule against finite differences: the worst case of each operator.
import { ruleErrors } from "../unit/grad/errors";
import { type Table, worst } from "./table";

export async function ruleTable(): Promise<Table> {
  const found = await ruleErrors();
  const rows = found
    .toSorted((a, b) => (a.operator < b.operator ? -1 : 1))
    .map((r) => [`\`${r.operator}\``, `${r.cases}`, `${r.errors.length}`, worst(r.errors)]);
  return { heads: ["Operator", "Cases", "Operands", "Largest relative error"], rows };
}
