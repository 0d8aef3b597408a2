// Einstein summation. The gradient of each operand is itself one: of dy and the other operands.
import type { Node } from "../graph/graph";
import { type At, cannotPass, type Rules, rank } from "./rule";

/** Letters for what "..." stands for; they must not meet the equation's own. */
const spare = "ZYXWVUTS";

/**
 * Reads "ij,jk->ik": the letters of each operand and of the result, an ellipsis spelled out.
 * @throws Refusal `no-gradient` for a diagonal ("ii"), and where an ellipsis broadcasts
 */
function equationOf({ node, x }: At) {
  const text = node.string("equation", "").replaceAll(" ", "");
  const [left, right] = text.split("->");
  const given = left.split(",");
  const sorted = [...new Set(left.replaceAll(/[.,]/g, ""))].sort();
  const once = sorted.filter((c) => left.split(c).length === 2).join("");
  const outer = Math.max(...given.map((g, i) => outerAxes(g, rank(x[i]))));
  const spelled = (letters: string, n: number) =>
    letters.replace("...", spare.slice(spare.length - n));
  const operands = given.map((g, i) => spelled(g, outerAxes(g, rank(x[i]))));
  const result = spelled(right ?? (left.includes("...") ? `...${once}` : once), outer);
  const repeated = [...operands, result].find((o) => new Set(o).size < o.length);
  if (repeated) throw cannotPass(node, `its equation "${text}" takes a diagonal ("${repeated}")`);
  checkSizes(node, text, operands, x);
  return { operands, result };
}

const outerAxes = (letters: string, n: number) =>
  letters.includes("...") ? n - (letters.length - 3) : 0;

function checkSizes(node: Node, text: string, operands: string[], x: At["x"]) {
  const sizes = new Map<string, number | null>();
  operands.forEach((letters, i) => {
    [...letters].forEach((c, axis) => {
      const d = x[i].shape![axis];
      if (sizes.has(c) && sizes.get(c) !== d)
        throw cannotPass(node, `its equation "${text}" broadcasts an axis`);
      sizes.set(c, d);
    });
  });
}

export const einsum: Rules = {
  Einsum: (at) => {
    const { op, x, dy, wanted } = at;
    const { operands, result } = equationOf(at);
    return x.map((to, i) => {
      if (!wanted[i]) return undefined;
      const others = operands.filter((_, j) => j !== i);
      const known = new Set([result, ...others].join(""));
      // An axis that was only summed away spreads the gradient evenly.
      const kept = [...operands[i]].filter((c) => known.has(c)).join("");
      const lost = [...operands[i]].flatMap((c, axis) => (known.has(c) ? [] : [axis]));
      const equation = `${[result, ...others].join(",")}->${kept}`;
      const [d] = op.node("Einsum", 1, [dy[0], ...x.filter((_, j) => j !== i)], { equation });
      return lost.length ? op.Expand(op.Unsqueeze(d, lost), op.Shape(to)) : d;
    });
  },
};
