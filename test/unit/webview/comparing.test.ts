// A comparison takes the page, and what was there before comes back.
import { expect, test } from "vitest";
import { cellKey, cellsOf, type Grid } from "../../../src/webview/protocol/cells";
import { reduce } from "../../../src/webview/reduce";
import type { ComparingState, Event, PredictedState, State } from "../../../src/webview/state";
import { choice, method, model, predicted, shown, trust } from "./samples";

const grid: Grid = {
  pictures: [choice.picture],
  methods: ["grad-cam", "saliency"],
  targets: [
    { kind: "class", index: 0 },
    { kind: "class", index: 1 },
  ],
};
const [[first, second]] = cellsOf(grid);
const run = (...events: Event[]) => events.reduce(reduce, { kind: "waiting" } as State);
const begun: Event[] = [
  { kind: "subject", choice },
  { kind: "model", model, methods: [method], choice },
  { kind: "predicted", predicted },
  { kind: "explained", shown },
];
const compared = (...more: Event[]) =>
  run(...begun, { kind: "compare", grid }, ...more) as ComparingState;

test("methods are rows and classes columns; several pictures are a row each", () => {
  expect(cellsOf(grid).map((row) => row.map((c) => [c.method, c.target]))).toEqual([
    [
      ["grad-cam", grid.targets[0]],
      ["grad-cam", grid.targets[1]],
    ],
    [
      ["saliency", grid.targets[0]],
      ["saliency", grid.targets[1]],
    ],
  ]);
  const pictures = cellsOf({ ...grid, pictures: ["/a.png", "/b.png"], targets: [{ kind: "top" }] });
  expect(pictures.map((row) => row.map((c) => [c.picture, c.method]))).toEqual([
    [
      ["/a.png", "grad-cam"],
      ["/a.png", "saliency"],
    ],
    [
      ["/b.png", "grad-cam"],
      ["/b.png", "saliency"],
    ],
  ]);
});

test("layers are columns for the first target, each with a cell of its own", () => {
  const [row, ...rest] = cellsOf({ ...grid, methods: ["grad-cam"], layers: ["a", "b"] });
  expect(rest).toEqual([]);
  expect(row.map((c) => [c.layer, c.target])).toEqual([
    ["a", grid.targets[0]],
    ["b", grid.targets[0]],
  ]);
  expect(cellKey(row[0])).not.toBe(cellKey(row[1]));
});

test("cells fill, and one that fails says why", () => {
  const state = compared(
    { kind: "cell", cell: first, shown },
    { kind: "cell", cell: second, message: "No." },
  );
  expect(state.cells[cellKey(first)]).toEqual({ kind: "made", shown });
  expect(state.cells[cellKey(second)]).toEqual({ kind: "failed", message: "No." });
  expect(state.running).toBe(true);
  expect(compared({ kind: "compared" }).running).toBe(false);
});

test("another choice of methods keeps the maps that are there, and drops those that are not", () => {
  const [one] = grid.targets;
  const changed = { ...grid, targets: [one] };
  const state = compared(
    { kind: "cell", cell: first, shown },
    { kind: "cell", cell: second, shown },
    { kind: "compare", grid: changed },
  );
  expect(Object.keys(state.cells)).toEqual([cellKey(first)]);
});

test("back shows what was there, with what came in the meantime", () => {
  const state = compared({ kind: "trust", trust: { kind: "known", trust } });
  expect(state.kind).toBe("comparing");
  const back = reduce(state, { kind: "back" }) as PredictedState;
  expect(back).toMatchObject({ kind: "predicted", trust: { kind: "known" } });
  expect(back.map).toEqual({ kind: "shown", shown });
});

test("a map that is chosen elsewhere ends the comparison", () => {
  const progress = { fraction: 0, message: "" };
  expect(compared({ kind: "working", choice, progress }).kind).toBe("predicted");
  const other = { ...choice, picture: "/pictures/dog.png" };
  expect(compared({ kind: "subject", choice: other }).kind).toBe("opening");
});
