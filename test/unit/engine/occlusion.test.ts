// The map grows from coarse to fine and ends in what all windows together say.
import { afterAll, expect, test } from "vitest";
import type { Job, Progress } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { coarseToFine } from "../../../src/engine/methods/windows";
import { encodeNpy } from "../../../src/engine/run/npy";
import { networks } from "../incremental/networks";
import { modelBytes, quiet, scratch, write } from "./fixtures";

const folder = scratch();
const side = 24;
const data = Float32Array.from({ length: 3 * side * side }, (_, i) => 2 * Math.sin(0.9 * i * i));
const engine = createEngine();
afterAll(() => engine.release());

const job: Job = {
  model: write(
    folder,
    "net.onnx",
    modelBytes([null, 3, side, side], networks["stacked convolutions"]),
  ),
  image: { tensor: write(folder, "x.npy", encodeNpy([1, 3, side, side], data)) },
  target: { kind: "class", index: 1 },
  method: "occlusion",
  parameters: { window: 6, stride: 2 },
  device: "cpu",
};

const key = ({ left, top, right, bottom }: ReturnType<typeof coarseToFine>[0][0]) =>
  `${left} ${top} ${right} ${bottom}`;

test.each([
  [24, 24, 6, 2],
  [24, 17, 7, 3],
  [10, 30, 4, 4],
  [9, 9, 4, 7],
  [8, 8, 20, 1],
])(
  "%d x %d, window %d, stride %d: all windows once, the first ones touch every pixel",
  (width, height, window, stride) => {
    const levels = coarseToFine(width, height, window, stride);
    const all = levels.flat().map(key);
    const starts = (n: number) => Math.ceil(Math.max(n - window, 0) / stride) + 1;
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(starts(width) * starts(height));
    if (stride > window) return;
    const touched = new Set<number>();
    for (const { left, top, right, bottom } of levels[0])
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++) touched.add(y * width + x);
    expect(touched.size).toBe(width * height);
  },
);

test("the map grows, with passes counted, and the last partial one is the result", async () => {
  const seen: Progress[] = [];
  const control = { ...quiet, progress: (p: Progress) => void seen.push(p) };
  const { map } = await engine.explain(job, control);
  const grown = seen.filter((p) => p.partial);
  const passes = grown.map((p) => p.passes!);
  expect(passes.at(-1)).toEqual({ done: 100, total: 100 });
  expect(passes.map((p) => p.done)).toEqual(passes.map((p) => p.done).toSorted((a, b) => a - b));
  expect(grown.at(-1)!.partial).toEqual(map);
  expect(grown.at(-1)!.remaining).toBe(0);
  expect(grown[0].remaining).toBeGreaterThan(0);
});

test("cancelled on the way, the last message holds the best map so far", async () => {
  const abort = new AbortController();
  const seen: Progress[] = [];
  const progress = (p: Progress) => {
    seen.push(p);
    if ((p.passes?.done ?? 0) >= 30) abort.abort();
  };
  const running = engine.explain(job, { signal: abort.signal, progress });
  await expect(running).rejects.toMatchObject({ code: "cancelled" });
  const { partial, passes } = seen.at(-1)!;
  expect(passes!.done).toBeLessThan(100);
  expect(partial!.values.some((v) => v !== 0)).toBe(true);
});

test.each(["value", "grey", "mean", "blur", "noise"])("covered with %s", async (fillWith) => {
  const { raw } = await engine.explain(
    { ...job, parameters: { ...job.parameters, fillWith } },
    quiet,
  );
  expect(raw.data.every(Number.isFinite) && raw.data.some((v) => v !== 0)).toBe(true);
});
