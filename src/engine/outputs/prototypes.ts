// Masks that are sums of prototypes, weighted by coefficients (YOLACT, YOLO's segment).
import type { Shape, Value } from "../graph/graph";
import { constant, type Ops } from "../graph/ops";
import { Tensor } from "../graph/tensor";
import type { Box } from "./boxes";
import { originOf, type Place } from "./origin";
import type { Found, Geometry, Output } from "./reader";

export interface Coefficient {
  value: number;
  place: Place;
}

/**
 * The mask within its box, and its logits' mean inside as the part "mask".
 * @param prototypes [N, K, h, w], over the whole input
 */
export function coefficientMask(
  { value: prototypes, dims, data }: Output,
  coefficients: readonly Coefficient[],
  [x0, y0, x1, y1]: Box,
  geometry: Geometry,
): Required<Pick<Found, "mask" | "parts">> {
  const [, , height, width] = dims;
  const area = width * height;
  const values = Float32Array.from({ length: area }, (_, p) => {
    const x = (((p % width) + 0.5) / width) * geometry.width;
    const y = ((Math.floor(p / width) + 0.5) / height) * geometry.height;
    const inside = x >= x0 && x <= x1 && y >= y0 && y <= y1;
    return inside ? coefficients.reduce((sum, c, k) => sum + c.value * data[k * area + p], 0) : -1;
  });
  const build = (op: Ops) => meanInside(op, prototypes, coefficients, { width, height, values });
  const part = { name: "mask", label: "mean of the mask's logits inside", build };
  return { mask: { width, height, values }, parts: [part] };
}

/** sum over k of coefficient k times the mean of prototype k over the mask. */
function meanInside(
  op: Ops,
  prototypes: Value,
  coefficients: readonly Coefficient[],
  mask: NonNullable<Found["mask"]>,
): Value {
  const size = mask.values.reduce((n, v) => n + Number(v > 0), 0) || 1;
  const weights = mask.values.map((v) => (v > 0 ? 1 / size : 0));
  const inside = constant(Tensor.of("float", [1, 1, mask.height, mask.width], weights));
  const { shape } = prototypes;
  const each = [shape![0], coefficients.length];
  const covered = shaped(op.Mul(prototypes, inside), shape!);
  const means = shaped(op.ReduceSum(covered, [2, 3], { keepdims: 0 }), each);
  const own = coefficients.map(({ place }) => elementOf(op, originOf(place)));
  const together = shaped(op.Concat(...own, { axis: 1 }), each);
  return op.ReduceSum(shaped(op.Mul(together, means), each), [1], { keepdims: 1 });
}

/** Rules of gradients ask for shapes, which are not measured of what is appended. */
export function shaped(value: Value, shape: Shape): Value {
  value.shape = shape;
  return value;
}

/** One element of each picture's value, [N, 1]. */
export function elementOf(op: Ops, { value, at: [, ...at] }: Place): Value {
  const axes = at.map((_, i) => i + 1);
  const [n] = value.shape!;
  const cut = op.Slice(
    value,
    at,
    at.map((i) => i + 1),
    axes,
  );
  return shaped(op.Reshape(shaped(cut, [n, ...at.map(() => 1)]), [-1, 1]), [n, 1]);
}
