// A page inside the network made of plain data, and what its templates hold.
import type { TemplateResult } from "lit";
import { isTemplateResult } from "lit/directive-helpers.js";
import { vi } from "vitest";
import type { Activations, Masked, Ranked } from "../../../../src/engine/api";
import { plain } from "../../../../src/webview/display";
import { unlinked } from "../../../../src/webview/page";
import {
  type Answers,
  aboutOf,
  allOn,
  entrance,
  type Part,
  type Spot,
} from "../../../../src/webview/protocol/inside";
import type { Findings, InsideState, PredictedState } from "../../../../src/webview/state";
import type { InsidePage } from "../../../../src/webview/views/inside/parts";
import { rove } from "../../../../src/webview/views/parts";
import { choice, model, predicted, shown } from "../samples";

/** All values of a template, in order, those of the templates in it too. */
export function values(v: unknown): unknown[] {
  if (Array.isArray(v)) return v.flatMap(values);
  if (isTemplateResult(v)) return v.values.flatMap(values);
  // guard(what it depends on, the template)
  const guarded = (v as { values?: unknown[] } | undefined)?.values;
  if (Array.isArray(guarded)) return values((guarded[1] as () => unknown)());
  return [v];
}
export const texts = (v: unknown) => values(v).filter((x) => typeof x === "string");

interface Tag {
  text: string;
  does: (() => void)[];
}

/** The opening tags of a template, in order, with what their listeners do. */
function tags(v: unknown): Tag[] {
  if (Array.isArray(v)) return v.flatMap(tags);
  const guarded = (v as { _$litDirective$?: unknown; values?: unknown[] } | undefined)?.values;
  if (!isTemplateResult(v))
    return Array.isArray(guarded) ? tags((guarded[1] as () => unknown)()) : [];
  const { strings } = v as TemplateResult;
  const markup = strings.reduce((all, s, i) => `${all}\0${i - 1}\0${s}`);
  const own = [...markup.matchAll(/<[a-z][^>]*>/g)].map(([tag]): Tag => {
    const held = [...tag.matchAll(/\0(\d+)\0/g)].map(([, i]) => v.values[Number(i)]);
    const text = tag.replaceAll(/\0(\d+)\0/g, (_, i) => String(v.values[Number(i)]));
    const does = held.filter((x): x is () => void => typeof x === "function" && x !== rove);
    return { text, does };
  });
  return [...own, ...v.values.flatMap(tags)];
}
export const tagsWith = (v: unknown, testid: string) =>
  tags(v).filter(({ text }) => new RegExp(`data-testid="?${testid}"?[\\s>]`).test(text));

/** Presses what bears the test id: the last thing that it listens to. */
export function press(view: unknown, testid: string) {
  const [found] = tagsWith(view, testid);
  if (!found?.does.length) throw new Error(`nothing to press is called ${testid}`);
  found.does.at(-1)!();
}

export const activations = {
  ...predicted,
  layer: "conv",
  sort: "mean",
  channels: [
    { channel: 7, mean: 2, max: 3, min: 0, contribution: 1.5 },
    { channel: 4, mean: 1, max: 9, min: 0, contribution: -2 },
    { channel: 1, mean: 0, max: 0, min: 0 },
  ],
  width: 2,
  height: 1,
  range: [0, 9],
  shown: [7, 4],
  data: new Float32Array([2, 1, 0, 9]),
} as Activations;

const at = (score: number, probability: number) => ({ index: 0, label: "bee", score, probability });
export const masked = {
  ...predicted,
  layer: "conv",
  off: 3,
  of: 9,
  target: { kind: "class", ...at(5, 0.9) },
  changes: [{ before: at(5, 0.9), after: at(6.5, 0.95) }],
} as Masked;

export const ranked = {
  ...masked,
  channels: [
    { channel: 1, drop: 2, probabilityDrop: 0.1 },
    { channel: 7, drop: 0, probabilityDrop: 0 },
    { channel: 4, drop: -1, probabilityDrop: 0 },
  ],
} as Ranked;

export const back: PredictedState = {
  kind: "predicted",
  choice,
  model,
  methods: [],
  predicted,
  map: { kind: "shown", shown },
  glimpses: {},
};

/** All of it known for the spot. */
export function known(spot: Spot, parts: Partial<Answers>): Findings {
  const entries = Object.entries(parts).map(([part, value]) => {
    const answer = { kind: "known", value };
    return [part, { of: aboutOf(part as Part, spot), answer, last: value }];
  });
  return Object.fromEntries(entries);
}

export function pageAt(at: Partial<Spot>, parts: Partial<Answers> = {}, mask = allOn) {
  const spot = { ...entrance, ...at };
  const state: InsideState = {
    kind: "inside",
    choice,
    back,
    spot,
    mask,
    found: known(spot, parts),
  };
  const ways = {
    send: vi.fn(),
    set: vi.fn(),
    point: vi.fn(),
    link: vi.fn(),
    mark: vi.fn(),
    switchOff: vi.fn(),
    past: vi.fn(),
    save: vi.fn(),
  };
  const page: InsidePage = { state, display: plain, linked: unlinked, ...ways };
  return { page, ...ways };
}
