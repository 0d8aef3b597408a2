// A model exported again: the map stays until the next one is there; exports and networks compared.
import { expect, test } from "vitest";
import { reduce } from "../../../src/webview/reduce";
import type { Event, PredictedState, State, VersusState } from "../../../src/webview/state";
import { choice, method, model, predicted, shown, trust } from "./samples";

const run = (...events: Event[]) => events.reduce(reduce, { kind: "waiting" } as State);
const begun: Event[] = [
  { kind: "subject", choice },
  { kind: "model", model, methods: [method], choice },
  { kind: "predicted", predicted },
  { kind: "explained", shown },
];
const again: Event[] = [
  { kind: "subject", choice },
  { kind: "working", choice, progress: { fraction: 0, message: "opening" } },
  { kind: "model", model: { ...model, classes: 2 }, methods: [method], choice },
  { kind: "predicted", predicted: { ...predicted, device: "webgpu" } },
];
const newer = { ...shown, range: [0, 1] as [number, number] };
const entries = [shown, newer].map((s, id) => ({ id, time: id, shown: s, kept: true }));

test("the same question again keeps the map in sight until the next one is there", () => {
  const waiting = run(...begun, ...again) as PredictedState;
  expect(waiting).toMatchObject({ kind: "predicted", model: { classes: 2 } });
  expect(waiting.predicted.device).toBe("webgpu");
  expect(waiting.map).toMatchObject({ kind: "computing", previous: shown });
  const done = reduce(waiting, { kind: "explained", shown: newer }) as PredictedState;
  expect(done.map).toEqual({ kind: "shown", shown: newer });
});

test("another picture or another model begins anew", () => {
  for (const change of [{ picture: "/b.png" }, { model: "/models/b.onnx" }])
    expect(run(...begun, { kind: "subject", choice: { ...choice, ...change } }).kind).toBe(
      "opening",
    );
});

test("an earlier export's map can be shown; the newest comes back when it is asked again", () => {
  const told: Event[] = [...begun, { kind: "timeline", entries }];
  const past = run(...told, { kind: "past", entry: entries[0] }) as PredictedState;
  expect(past).toMatchObject({ predicted: shown, map: { kind: "shown", shown } });
  const next = reduce(past, { kind: "subject", choice }) as PredictedState;
  expect(next.map).toMatchObject({ kind: "computing", previous: newer });
});

const versus: Event = { kind: "versus", before: "a.onnx", after: "b.onnx" };
const found = { before: shown, after: newer, difference: shown.map, notes: [] };

test("two networks: the maps, then what they name differently, then back", () => {
  const flips = { pictures: 2, flips: [], unreadable: [] };
  const state = run(
    ...begun,
    versus,
    { kind: "difference", versus: found },
    { kind: "flips", progress: { fraction: 0.5, message: "1 of 2" } },
    { kind: "flips", flips },
  ) as VersusState;
  expect(state).toMatchObject({
    kind: "versus",
    names: { before: "a.onnx", after: "b.onnx" },
    found,
    flips: { flips, progress: undefined },
  });
  expect(reduce(state, { kind: "back" })).toMatchObject({ kind: "predicted" });
});

test("what comes late for the map behind waits there; another question ends the comparison", () => {
  const late = run(...begun, versus, { kind: "trust", trust: { kind: "known", trust } });
  expect(late.kind).toBe("versus");
  expect(reduce(late, { kind: "back" })).toMatchObject({ trust: { kind: "known" } });
  const other = { ...choice, picture: "/b.png" };
  expect(reduce(late, { kind: "subject", choice: other }).kind).toBe("opening");
  expect(run({ kind: "subject", choice }, versus).kind).toBe("opening");
});
