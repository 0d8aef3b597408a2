// What is computed of the changed part alone equals whole passes, for every window.
import { afterAll, describe, expect, test } from "vitest";
import { type PlanOptions, planOf } from "../../../src/engine/incremental/plan";
import type { Window } from "../../../src/engine/incremental/window";
import { coarseToFine } from "../../../src/engine/methods/windows";
import { openNetwork } from "../../../src/engine/network";
import { changedOnly, type Occluded, wholePasses } from "../../../src/engine/occluder";
import { Programs } from "../../../src/engine/programs";
import { Session } from "../../../src/engine/run/session";
import { modelBytes, scratch, weights, write } from "../engine/fixtures";
import { networks } from "./networks";

const folder = scratch();
const side = 24;
const plane = 3 * side * side;
const input = { dims: [1, 3, side, side], data: numbers(0.9) };
const opened: Programs[] = [];
afterAll(() => Promise.all(opened.map((p) => p.release())));

function numbers(pace: number) {
  return Float32Array.from({ length: plane }, (_, i) => 2 * Math.sin(pace * i * i));
}

async function programsOf(name: string, body: (typeof networks)[string]) {
  const path = write(folder, `${name}.onnx`, modelBytes([null, 3, side, side], body));
  const programs = new Programs(await openNetwork(path), "cpu");
  opened.push(programs);
  return programs;
}

async function inOrder(levels: Window[][], found: AsyncGenerator<Occluded>) {
  const scores = new Map<Window, number[]>();
  for await (const { windows, scores: all } of found)
    windows.forEach((w, i) => {
      const classes = all.length / windows.length;
      scores.set(w, [...all.slice(i * classes, (i + 1) * classes)]);
    });
  return levels.flat().flatMap((w) => scores.get(w) ?? [Number.NaN]);
}

/** The largest difference over all windows and classes, as a share of the largest score. */
async function difference(
  programs: Programs,
  levels: Window[][],
  cover: Float32Array,
  options?: PlanOptions,
) {
  const { model, input: x, scores } = programs.network;
  const any = { atLeast: 0, fewest: 0, ...options };
  const plan = planOf(model.graph, x, scores, levels.flat(), any)!;
  const session = await Session.create({ ...model, graph: plan.graph }, "cpu");
  const clean = await Session.create({ ...model, graph: plan.clean }, "cpu");
  const picture = { programs, input, batch: 7 };
  const theirs = await inOrder(levels, wholePasses(picture, levels, cover));
  const incremental = { plan, session, clean, indices: new Map() };
  const ours = await inOrder(levels, changedOnly(incremental, picture, levels, cover));
  await session.release();
  await clean.release();
  const largest = Math.max(...theirs.map(Math.abs));
  return Math.max(...theirs.map((t, i) => Math.abs(t - ours[i]))) / largest;
}

const noise = numbers(0.31);
const zero = new Float32Array(plane);

describe.each(Object.keys(networks))("%s", (name) => {
  test.each([0.5, 2])("computed whole from a share of %d", async (share) => {
    const programs = await programsOf(name, networks[name]);
    const levels = coarseToFine(side, side, 6, 3);
    expect(await difference(programs, levels, noise, { shares: [share] })).toBeLessThan(1e-5);
  });
});

describe("windows", () => {
  test.each([
    [1, 1],
    [3, 2],
    [5, 4],
    [7, 3],
    [7, 9],
    [23, 1],
    [20, 3],
  ])("%d at stride %d", async (window, stride) => {
    const programs = await programsOf("inception", networks["Inception's branches"]);
    const levels = coarseToFine(side, side, window, stride);
    for (const cover of [zero, noise])
      expect(await difference(programs, levels, cover)).toBeLessThan(1e-5);
  });
  test("of any place and size", async () => {
    const programs = await programsOf("dense", networks["DenseNet's Concats"]);
    const windows = Array.from({ length: 20 }, (_, i) => {
      const [left, top] = [(i * 7) % 20, (i * 5) % 23];
      return { left, top, right: left + 1 + (i % 4), bottom: Math.min(top + 1 + (i % 9), side) };
    });
    expect(await difference(programs, [windows], noise)).toBeLessThan(1e-5);
  });
});

describe("the plain way is taken", () => {
  const windows = coarseToFine(side, side, 6, 2).flat();
  test("not where much is gained", async () => {
    const programs = await programsOf("gain", networks["stacked convolutions"]);
    expect((await programs.incremental(windows))?.plan.gain).toBeGreaterThan(1.2);
  });
  test("where the first node needs the whole map", async () => {
    const programs = await programsOf("norm", (op, x) => {
      const y = op.InstanceNormalization(x, weights(3), weights(3));
      return op.GlobalAveragePool(op.Conv(y, weights(4, 3, 3, 3)));
    });
    expect(await programs.incremental(windows)).toBeUndefined();
  });
  test("for few windows", async () => {
    const programs = await programsOf("few", networks["stacked convolutions"]);
    expect(await programs.incremental(windows.slice(0, 3))).toBeUndefined();
  });
  test("for a model that takes one picture at a time", async () => {
    const bytes = modelBytes([1, 3, side, side], networks["stacked convolutions"]);
    const programs = new Programs(await openNetwork(write(folder, "one.onnx", bytes)), "cpu");
    expect(await programs.incremental(windows)).toBeUndefined();
  });
  test("for channels that come last", async () => {
    const bytes = modelBytes([null, side, side, 3], (op, x) =>
      networks["stacked convolutions"](op, op.Transpose(x, { perm: [0, 3, 1, 2] })),
    );
    const programs = new Programs(await openNetwork(write(folder, "last.onnx", bytes)), "cpu");
    expect(await programs.incremental(windows)).toBeUndefined();
  });
});
