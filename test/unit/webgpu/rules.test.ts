// Every rule on WebGPU: its gradient against finite differences of the operator on the CPU, and the
// operator itself against the CPU. A session is refused that would leave a node to the CPU.
import { describe, expect, test } from "vitest";
import { Tensor } from "../../../src/engine/graph/tensor";
import type { Case } from "../grad/case";
import { cases } from "../grad/cases";
import { gradientErrors } from "../grad/check";
import { there } from "./driver";

const bound = 2e-3;
/** Their masks say which keys count. */
const masked = ["com.microsoft.Attention", "com.microsoft.MultiHeadAttention"];
/** What WebGPU cannot do at all, by what the runtime says of it. */
const refusals: { why: RegExp; of(op: string, c: Case): boolean }[] = [
  {
    why: /it lacks (ReverseSequence|RoiAlign) \(/,
    of: (op) => op === "ReverseSequence" || op === "RoiAlign",
  },
  {
    why: /it lacks (CastLike|Cast) \(/,
    of: (_, c) =>
      c.attrs?.to === 11 || c.x.some((o) => typeof o === "object" && o.type === "double"),
  },
  {
    why: /Only Conv2d or Conv1d are supported|Conv3D does not support grouped/,
    of: (op, c) => /Conv|Pool/.test(op) && String(c.x[0]).split("x").length === 5,
  },
  { why: /storage_order/, of: (_, c) => c.attrs?.storage_order === 1 },
  // Whole numbers that are made into places stay on the CPU.
  { why: /it lacks .*Expand/, of: (op) => op === "GatherND" },
  { why: /it lacks Expand/, of: (op, c) => op === "GridSample" && c.x[0] instanceof Tensor },
  {
    why: /it lacks GridSample \(/,
    of: (op, c) =>
      op === "GridSample" && (c.attrs?.mode === "cubic" || String(c.x[0]).split("x").length === 5),
  },
  { why: /it lacks com\.microsoft\.Attention \(/, of: (op, c) => op === masked[0] && !!c.x[3] },
  { why: /key_padding_mask/, of: (op, c) => op === masked[1] && !!c.x[4] },
];

/** Which of them is which, only the device knows. */
const unsorted = (c: Case) => c.attrs?.sorted === 0;

describe.skipIf(!there).each(Object.keys(cases))("%s", (op) => {
  test.each(cases[op].filter((c) => !unsorted(c)).map((c, i) => ({ i, ...c })))(
    "$i: $x $attrs",
    { timeout: 60_000 },
    async (c) => {
      const refusal = refusals.find((r) => r.of(op, c));
      const found = gradientErrors(op, c, { device: "webgpu" });
      if (refusal) return expect(found).rejects.toThrow(refusal.why);
      for (const error of await found) expect(error).toBeLessThan(bound);
    },
  );
});
