// The checks that both sides make of what they say about the page inside the network.
import { channelOrders, parametrisations } from "../../engine/api";
import {
  type Check,
  either,
  index,
  is,
  list,
  listOf,
  maybe,
  number,
  object,
  shape,
  text,
} from "./checks";
import { limits, type Part, places, type Spot } from "./inside";

const floats: Check = (v) => v instanceof Float32Array;
const pixels = shape({ width: index, height: index, rgb: (v) => v instanceof Uint8Array });
const progress = shape({
  fraction: number,
  message: text,
  pictures: maybe(listOf(pixels)),
});
const size: Check = (v) => Number.isInteger(v) && (v as number) >= 1;
const within =
  (most: number): Check =>
  (v) =>
    size(v) && (v as number) <= most;
const fields: Record<keyof Spot, Check> = {
  place: is(...places),
  layer: maybe(text),
  sort: is(...channelOrders),
  first: index,
  channel: maybe(index),
  conv: maybe(text),
  firstFilter: index,
  firstInput: index,
  class: maybe(index),
  parametrisation: is(...parametrisations),
  seeds: within(limits.seeds),
  steps: within(limits.steps),
};
const spot = shape(fields);
const partOfSpot = shape(
  Object.fromEntries(Object.entries(fields).map(([name, check]) => [name, maybe(check)])),
);
const mask = shape({ off: listOf(index), cells: listOf(index) });

const activations = shape({
  layer: text,
  channels: listOf(shape({ channel: index })),
  width: size,
  height: size,
  range: list,
  shown: listOf(index),
  data: floats,
});
const values: Record<Part, Check> = {
  activations,
  channel: activations,
  filters: shape({ layer: text, shape: list, filters: list, shown: listOf(index), data: floats }),
  masked: shape({ mask, result: shape({ changes: list, off: index, of: index }) }),
  ranked: shape({ channels: listOf(shape({ channel: index, drop: number })) }),
  projected: shape({ channel: index, unit: object, field: object, projections: object }),
  patches: shape({ channel: index, patches: listOf(shape({ file: text, pixels })) }),
  drawn: shape({ of: text, unit: text, pictures: listOf(pixels), notes: listOf(text) }),
};

const answer = (value: Check): Check =>
  either(
    shape({ kind: is("working", "stopped"), progress }),
    shape({ kind: is("known"), value }),
    shape({ kind: is("failed"), message: text }),
  );
const answers = Object.entries(values).map(([part, value]) =>
  shape({ part: is(part), of: text, answer: answer(value) }),
);

export const insideToPage = { inside: shape({ spot }), answer: either(...answers) };
export const insideToHost = {
  inside: shape({ spot: partOfSpot }),
  look: shape({ part: is(...Object.keys(values)) }),
  mask: shape({ mask }),
};

/** The spot that a reload left behind, if there was one. */
export const asSpot = (v: unknown): Spot | undefined =>
  shape({ spot })(v) ? (v as { spot: Spot }).spot : undefined;
