// The page inside the network takes the page, and what was there before comes back.
import { expect, test } from "vitest";
import { current, latest, working } from "../../../../src/webview/inside";
import { keyMessage } from "../../../../src/webview/keys";
import { aboutOf, entrance, moved, type Spot } from "../../../../src/webview/protocol/inside";
import { reduce } from "../../../../src/webview/reduce";
import type { Event, InsideState, State } from "../../../../src/webview/state";
import { choice, shown } from "../samples";
import { activations, back, masked } from "./samples";

const inside = (spot: Partial<Spot> = {}): Event => ({
  kind: "inside",
  spot: { ...entrance, ...spot },
});
const told = (spot: Partial<Spot> = {}): Event => ({
  kind: "answer",
  part: "activations",
  of: aboutOf("activations", { ...entrance, ...spot }),
  answer: { kind: "known", value: activations },
});
const after = (...events: Event[]) => events.reduce(reduce, back as State) as InsideState;

test("it begins over a prediction, and back shows that again with what came meanwhile", () => {
  const state = after(inside(), { kind: "checked", check: { relativeError: 0, passed: true } });
  expect(state.kind).toBe("inside");
  expect(reduce(state, { kind: "back" })).toMatchObject({
    kind: "predicted",
    map: { kind: "shown", shown },
    check: { passed: true },
  });
  expect(reduce({ kind: "waiting" }, inside()).kind).toBe("waiting");
});

test("another picture or a comparison takes its place", () => {
  const other = { ...choice, picture: "/other.png" };
  expect(after(inside(), { kind: "subject", choice: other }).kind).toBe("opening");
  const grid = { pictures: [choice.picture], methods: ["cam"], targets: [choice.target] };
  expect(after(inside(), { kind: "compare", grid }).kind).toBe("comparing");
});

test("pixels that come late are shown there too", () => {
  const pixels = { url: "blob:1", width: 2, height: 1 };
  const state = after(inside(), { kind: "decoded", picture: choice.picture, pixels });
  expect([state.pixels, state.back.pixels]).toEqual([pixels, pixels]);
});

test("an answer counts for its own spot only; the last stays in sight meanwhile", () => {
  const here = after(inside(), told());
  expect(current(here, "activations")).toMatchObject({ kind: "known" });
  expect(latest(here, "activations")).toEqual({ value: activations, stale: false });
  const there = reduce(here, inside({ first: 48 })) as InsideState;
  expect(current(there, "activations")).toBeUndefined();
  expect(latest(there, "activations")).toEqual({ value: activations, stale: true });
});

test("a mask is shown at once, goes with its layer, and is learned by a page that starts anew", () => {
  const mask = { off: [1], cells: [] };
  const state = after(inside(), { kind: "masking", mask });
  expect(state.mask).toEqual(mask);
  expect((reduce(state, inside({ place: "masking" })) as InsideState).mask).toEqual(mask);
  expect((reduce(state, inside({ layer: "other" })) as InsideState).mask.off).toEqual([]);
  const answer: Event = {
    kind: "answer",
    part: "masked",
    of: aboutOf("masked", entrance),
    answer: { kind: "known", value: { mask, result: masked } },
  };
  expect(after(inside(), answer).mask).toEqual(mask);
  const newer = { off: [1, 2], cells: [] };
  const ahead = after(inside(), answer, { kind: "masking", mask: newer }, answer);
  expect(ahead.mask).toEqual(newer);
});

test("a new list begins at its beginning", () => {
  const spot: Spot = { ...entrance, layer: "a", first: 48, firstFilter: 32, firstInput: 8 };
  expect(moved(spot, { place: "masking" })).toMatchObject({ first: 48, firstFilter: 32 });
  expect(moved(spot, { sort: "max" }).first).toBe(0);
  expect(moved(spot, { conv: "b" })).toMatchObject({ first: 48, firstFilter: 0, firstInput: 0 });
  const page = { ...spot, place: "channel" as const, channel: 3 };
  expect(moved(page, { layer: "b" })).toMatchObject({ place: "activations", first: 0 });
});

test("Escape ends what runs, then leaves the channel, then the page", () => {
  const busy = after(inside(), {
    kind: "answer",
    part: "drawn",
    of: "",
    answer: { kind: "working", progress: { fraction: 0, message: "" } },
  });
  expect(working(busy)).toBe(true);
  expect(keyMessage(busy, "Escape")).toEqual({ kind: "stop", what: "inside" });
  const channel = after(inside({ place: "channel", channel: 1 }));
  expect(keyMessage(channel, "Escape")).toEqual({
    kind: "inside",
    spot: { place: "activations" },
  });
  expect(keyMessage(after(inside()), "Escape")).toEqual({ kind: "back" });
});
