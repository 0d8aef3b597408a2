// A network of two convolutions, once as a graph and once by plain loops in float64.
import type { Value } from "../../../src/engine/graph/graph";
import type { Ops } from "../../../src/engine/graph/ops";
import { weights } from "../engine/fixtures";

/** The picture's side, the channels of the picture and of the two layers, and the classes. */
export const side = 6;
const area = side * side;
export const [colours, first, second, classes] = [3, 4, 5, 3];

const kernels = { one: weights(first, colours, 3, 3), two: weights(second, first, 3, 3) };
const final = weights(second, classes);
const at = (w: Value) => w.data!.numbers();

/** Conv, Relu, Conv, Relu, mean over cells, linear. */
export const network = (op: Ops, x: Value): Value => {
  const pads = { pads: [1, 1, 1, 1] };
  const a = op.Relu(op.Conv(x, kernels.one, pads));
  a.name = "first";
  const b = op.Relu(op.Conv(a, kernels.two, pads));
  b.name = "second";
  return op.Gemm(op.Flatten(op.GlobalAveragePool(b)), final);
};

type Planes = number[];

/** Each output cell of a 3 x 3 convolution with a border of zeros, and the input cell it reads. */
function* taps(inputs: number, outputs: number) {
  for (let o = 0; o < outputs; o++)
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++)
        for (let i = 0; i < inputs; i++)
          for (let v = 0; v < 3; v++)
            for (let u = 0; u < 3; u++) {
              const [row, column] = [y + v - 1, x + u - 1];
              if (row < 0 || column < 0 || row >= side || column >= side) continue;
              yield {
                from: i * area + row * side + column,
                to: o * area + y * side + x,
                weight: ((o * inputs + i) * 3 + v) * 3 + u,
              };
            }
}

function convolved(x: Planes, w: Value, inputs: number, outputs: number): Planes {
  const y = Array<number>(outputs * area).fill(0);
  const k = at(w);
  for (const { from, to, weight } of taps(inputs, outputs)) y[to] += k[weight] * x[from];
  return y;
}

function convolvedBack(dy: Planes, w: Value, inputs: number, outputs: number): Planes {
  const dx = Array<number>(inputs * area).fill(0);
  const k = at(w);
  for (const { from, to, weight } of taps(inputs, outputs)) dx[from] += k[weight] * dy[to];
  return dx;
}

const relu = (x: Planes) => x.map((v) => Math.max(v, 0));

export function forward(x: Planes) {
  const z1 = convolved(x, kernels.one, colours, first);
  const z2 = convolved(relu(z1), kernels.two, first, second);
  const layers = { first: relu(z1), second: relu(z2) };
  const scores = Array.from({ length: classes }, (_, c) =>
    layers.second.reduce((s, v, i) => s + (v / area) * classWeight(Math.floor(i / area), c), 0),
  );
  return { z1, z2, layers, scores };
}

/** Of channel k of the second layer for class c. */
export const classWeight = (k: number, c: number) => at(final)[k * classes + c];

/** What passes a ReLU that was given z of a gradient g. */
export type Passing = (z: number, g: number) => boolean;
export const plain: Passing = (z) => z > 0;

/** Gradients of the score of class c at both layers and the picture. */
export function backward(x: Planes, c: number, passing = plain) {
  const { z1, z2 } = forward(x);
  const through = (z: Planes, g: Planes) => g.map((v, i) => (passing(z[i], v) ? v : 0));
  const g2 = z2.map((_, i) => classWeight(Math.floor(i / area), c) / area);
  const g1 = convolvedBack(through(z2, g2), kernels.two, first, second);
  return {
    second: g2,
    first: g1,
    picture: convolvedBack(through(z1, g1), kernels.one, colours, first),
  };
}
