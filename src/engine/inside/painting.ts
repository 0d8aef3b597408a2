// The picture that gradient ascent paints: Fourier coefficients become colours. As a graph, so that
// the runtime computes it and the gradient rules lead back through it.
import { backward, gradients } from "../grad";
import { Graph, type Node, Value } from "../graph/graph";
import { constant, opsOn } from "../graph/ops";
import { Tensor } from "../graph/tensor";

export interface Painting {
  graph: Graph;
  /** [n, C, H, W] */
  coefficients: Value;
  /** [n, C, H, W], 0 to 1, red first; one channel is grey. */
  image: Value;
}

/**
 * The colours of photographs vary along brightness, red against blue, and green against magenta, in
 * this order (Ruderman, Cronin and Chiao 1998); how far along each, relative to the first, was
 * measured on nine photographs (standard deviations 0.40, 0.14 and 0.076 of 1).
 */
const colourAxes = [
  { axis: [1, 1, 1], deviation: 1 },
  { axis: [1, 0, -1], deviation: 0.36 },
  { axis: [1, -2, 1], deviation: 0.19 },
];

/**
 * sigmoid(colours(F_H (coefficients / frequency) F_W')): as natural pictures do, a coefficient
 * counts in inverse proportion to its frequency (Olah, Mordvintsev and Schubert 2017). F are real
 * orthonormal Fourier bases.
 */
export function painting(channels: number, height: number, width: number): Painting {
  const shape = [null, channels, height, width];
  const coefficients = new Value("coefficients", { type: "float", shape });
  const nodes: Node[] = [];
  const op = opsOn(nodes);
  const matrix = (dims: number[], values: Float32Array) =>
    constant(Tensor.of("float", dims, values));
  const scaled = op.Mul(coefficients, matrix([height, width], scales(height, width)));
  const columns = op.MatMul(matrix([height, height], fourierBasis(height)), scaled);
  const plain = op.MatMul(columns, matrix([width, width], transposed(fourierBasis(width), width)));
  const coloured = channels === 3 ? op.Conv(plain, matrix([3, 3, 1, 1], colours())) : plain;
  const image = op.Sigmoid(coloured);
  for (const node of nodes) for (const y of node.outputs) y!.shape = shape;
  return { graph: new Graph([coefficients], [image], nodes), coefficients, image };
}

/** d(sum(seed * image))/d(coefficients) */
export function paintingBack(channels: number, height: number, width: number) {
  const { graph, coefficients, image } = painting(channels, height, width);
  const seed = new Value("seed", { type: "float", shape: image.shape });
  const { nodes, gradients: found } = backward(graph, image, seed, [coefficients], gradients);
  const gradient = found.get(coefficients)!;
  const all = [...graph.nodes, ...nodes];
  return { graph: new Graph([coefficients, seed], [gradient], all), coefficients, seed, gradient };
}

/** Row x, column k: the k-th basis function at x, [n, n]. Frequency ceil(k / 2): cosine, then sine. */
export function fourierBasis(n: number): Float32Array {
  const basis = new Float32Array(n * n);
  for (let x = 0; x < n; x++)
    for (let k = 0; k < n; k++) {
      const frequency = Math.ceil(k / 2);
      const angle = (2 * Math.PI * frequency * x) / n;
      const lone = k === 0 || 2 * frequency === n;
      basis[x * n + k] =
        Math.sqrt((lone ? 1 : 2) / n) * (k % 2 || k === 0 ? Math.cos(angle) : Math.sin(angle));
    }
  return basis;
}

/** How much a picture changes with the size of its coefficients: tuned so that Adam's 0.05 is a step. */
const gain = 0.25;

/** Of each coefficient, in inverse proportion to its frequency, [height, width]. */
function scales(height: number, width: number) {
  const lowest = 1 / Math.max(height, width);
  return Float32Array.from({ length: height * width }, (_, i) => {
    const down = Math.ceil(Math.floor(i / width) / 2) / height;
    const across = Math.ceil((i % width) / 2) / width;
    return gain / Math.max(Math.hypot(down, across), lowest);
  });
}

const transposed = (m: Float32Array, n: number) =>
  m.map((_, i) => m[(i % n) * n + Math.floor(i / n)]);

/** [red, green, blue] x [axes], the longest column of length 1 in each channel. */
function colours() {
  const columns = colourAxes.map(({ axis, deviation }) => {
    const length = Math.hypot(...axis);
    return axis.map((v) => (Math.sqrt(3) * deviation * v) / length);
  });
  return Float32Array.from({ length: 9 }, (_, i) => columns[i % 3][Math.floor(i / 3)]);
}
