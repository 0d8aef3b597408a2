import { expect, test } from "vitest";
import type { Choice, Shown } from "../../../src/webview/protocol";
import { glimpseKey } from "../../../src/webview/protocol/cells";
import { reduce } from "../../../src/webview/reduce";
import {
  type Event,
  labelsOf,
  lastMap,
  missingGlimpses,
  type PredictedState,
  type State,
  type StoredState,
  visibleMap,
} from "../../../src/webview/state";
import { choice, method, model, predicted, shown, strip, trust } from "./samples";

const after = (...events: Event[]): State =>
  events.reduce(reduce, { kind: "waiting" } satisfies State as State);

const subject = (c: Choice = choice): Event => ({ kind: "subject", choice: c });
const opened: Event = { kind: "model", model, methods: [method], choice };
const answered: Event = { kind: "predicted", predicted };
const explained = (s: Shown = shown): Event => ({ kind: "explained", shown: s });
const working = (c: Choice = choice, partial?: Shown["map"]): Event => ({
  kind: "working",
  choice: c,
  progress: { fraction: 0.5, message: "occluding", partial },
});
const refused = (code: string): Event => ({
  kind: "refused",
  refusal: { code, message: "No.", remedies: [] },
});
const pixels = { url: "blob:1", width: 2, height: 1 };
const decoded: Event = { kind: "decoded", picture: choice.picture, pixels };

test("from a picture to its map", () => {
  expect(after().kind).toBe("waiting");
  expect(after(subject()).kind).toBe("opening");
  expect(after(subject(), opened).kind).toBe("opening");
  const state = after(subject(), opened, answered) as PredictedState;
  expect([state.kind, state.map.kind]).toEqual(["predicted", "computing"]);
  const done = after(subject(), opened, answered, explained()) as PredictedState;
  expect(done.map).toEqual({ kind: "shown", shown });
});

test("predictions stand before the map, and pixels before both", () => {
  const state = after(subject(), decoded, opened, answered) as PredictedState;
  expect(state.pixels).toEqual(pixels);
  expect(visibleMap(state.map).map).toBeUndefined();
});

test("the previous map stays while another is made, until a part of it is there", () => {
  const busy = after(subject(), opened, answered, explained(), working()) as PredictedState;
  expect(visibleMap(busy.map)).toEqual({ map: shown.map, shown, stale: true });
  const partial = { ...shown.map, unit: "logit drop" };
  const partly = reduce(busy, working(choice, partial)) as PredictedState;
  expect(visibleMap(partly.map)).toMatchObject({ map: partial, stale: false });
  expect(lastMap(partly.map)).toBe(shown);
});

test("a cancelled or refused job leaves the previous map", () => {
  for (const code of ["cancelled", "no-gradient"]) {
    const state = after(subject(), opened, answered, explained(), working(), refused(code));
    expect(lastMap((state as PredictedState).map)).toBe(shown);
  }
});

test("what fails before the predictions takes the whole page", () => {
  expect(after(subject(), refused("model-unreadable")).kind).toBe("refused");
  expect(after(subject(), { kind: "no-model", why: "none" })).toMatchObject({ why: "none" });
});

test("messages that make no sense change nothing", () => {
  const lone: Event[] = [opened, answered, explained(), working(), refused("x"), decoded];
  for (const event of lone) expect(after(event).kind).toBe("waiting");
  expect(after(subject(), answered).kind).toBe("opening");
  const other: Event = { kind: "decoded", picture: "/other.png", pixels };
  expect(after(subject(), other)).not.toHaveProperty("pixels", pixels);
});

test("the same picture with another model keeps its pixels, another picture does not", () => {
  const again = after(subject(), decoded, subject({ ...choice, model: "/b.onnx" }));
  expect(again).toMatchObject({ pixels });
  const other = after(subject(), decoded, subject({ ...choice, picture: "/other.png" }));
  expect((other as { pixels?: unknown }).pixels).toBeUndefined();
});

test("cards ask for maps that are missing or belong to another class", () => {
  const glimpse = { method: shown.method, layer: shown.layer };
  const state = after(subject(), opened, answered, explained()) as PredictedState;
  expect(missingGlimpses(state, [glimpse, { method: "saliency" }])).toEqual([
    { method: "saliency" },
  ]);
  const other: Choice = { ...choice, target: { kind: "class", index: 2 } };
  const moved = reduce(state, working(other)) as PredictedState;
  expect(missingGlimpses(moved, [glimpse])).toEqual([glimpse]);
  expect(moved.glimpses[glimpseKey(glimpse)].shown).toBe(shown);
});

test("a card whose map is refused is not asked for again", () => {
  const state = after(subject(), opened, answered, explained());
  const none = reduce(state, { kind: "glimpsed", glimpse: { method: "cam" } }) as PredictedState;
  expect(missingGlimpses(none, [{ method: "cam" }])).toEqual([]);
});

test("a cancelled map that came in parts keeps the best so far, and says how much it is", () => {
  const partial = { ...shown.map, view: "signed" as const };
  const busy = after(subject(), opened, answered, explained(), working(choice, partial));
  const { map } = reduce(busy, refused("cancelled")) as PredictedState;
  expect(visibleMap(map)).toMatchObject({ map: partial, partial: { fraction: 0.5 }, shown });
  const whole = after(subject(), opened, answered, working(), refused("cancelled"));
  expect(visibleMap((whole as PredictedState).map).partial).toBeUndefined();
});

test("a filmstrip that was given up is asked for again, a whole one is not", () => {
  const glimpse = { method: "grad-cam", layers: true as const };
  const told = (done: boolean): Event => ({ kind: "filmstrip", glimpse, strip, done });
  const begun = after(subject(), opened, answered, explained(), told(false)) as PredictedState;
  expect(missingGlimpses(begun, [glimpse, glimpse])).toEqual([glimpse]);
  expect(missingGlimpses(reduce(begun, told(true)) as PredictedState, [glimpse])).toEqual([]);
});

test("what was found of a map goes with the map", () => {
  const region = { x: 0, y: 0, width: 1, height: 1 };
  const known = after(
    subject(),
    opened,
    answered,
    explained(),
    { kind: "trust", trust: { kind: "known", trust } },
    { kind: "region", region, asked: true },
    { kind: "covered", region, message: "No." },
  ) as PredictedState;
  expect(known.trust).toEqual({ kind: "known", trust });
  expect(known.region).toEqual({ region, asked: true, message: "No.", result: undefined });
  expect(reduce(known, working())).toMatchObject({ trust: undefined, region: undefined });
});

test("a stored explanation is shown as it is, with labels from its own predictions", () => {
  const stored = { file: "/a.explain.json", shown, changed: [] };
  const state = after(subject(), { kind: "stored", choice, methods: [method], stored });
  expect(state).toMatchObject({ kind: "stored", map: { kind: "shown", shown } });
  expect(labelsOf(state as StoredState)[1]).toBe("tiger cat");
});
