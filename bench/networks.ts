// Networks of the well-known shapes with random weights, built by the op builder: as large and as
// slow as the real ones, and nothing to download.
import { Graph, Node, Value } from "../src/engine/graph/graph";
import { constant, float, type Ops, opsOn } from "../src/engine/graph/ops";
import { sizeOf, Tensor } from "../src/engine/graph/tensor";
import { uniform } from "../src/engine/methods/random";
import { encode } from "../src/engine/onnx/encode";
import { modelOf } from "../src/engine/onnx/model";

export interface Options {
  /** The batch; null leaves it open. */
  batch?: number | null;
  /** Height and width of the picture. */
  side?: number;
  classes?: number;
  /** Keeps BatchNormalization nodes, which most exporters fold into the convolutions. */
  normalization?: boolean;
}
interface ConvOptions {
  kernel?: number;
  stride?: number;
  pad?: number;
  group?: number;
}

/** Layers as frameworks have them, with weights that keep the activations of the size of their input. */
class Layers {
  private readonly random = uniform(1);
  constructor(
    readonly op: Ops,
    private readonly options: Options,
  ) {}

  private weights(dims: number[], bound: number) {
    const { random } = this;
    const data = Float32Array.from({ length: sizeOf(dims) }, () => (2 * random() - 1) * bound);
    return constant(new Tensor("float", dims, new Uint8Array(data.buffer)));
  }

  private channelsOf = (x: Value) => x.shape![1] as number;

  conv(x: Value, out: number, { kernel = 3, stride = 1, pad, group = 1 }: ConvOptions = {}) {
    const dims = [out, this.channelsOf(x) / group, kernel, kernel];
    const w = this.weights(dims, Math.sqrt(6 / sizeOf(dims.slice(1))));
    const pads = Array(4).fill(pad ?? (kernel - 1) / 2);
    const strides = [stride, stride];
    const attrs = { kernel_shape: [kernel, kernel], strides, pads, group };
    const bias = this.options.normalization ? undefined : this.weights([out], 0.1);
    const y = this.op.Conv(x, w, bias, attrs);
    y.shape = [null, out, null, null];
    return this.options.normalization ? this.normalize(y) : y;
  }

  private normalize(x: Value) {
    const c = this.channelsOf(x);
    const [scale, shift, mean] = [0.3, 0.1, 0.1].map((b) => this.weights([c], b));
    const variance = constant(Tensor.of("float", [c], Array(c).fill(1)));
    const operands = [x, scale, shift, mean, variance];
    const [y] = this.op.node("BatchNormalization", 1, operands, { epsilon: float(1e-5) });
    y.shape = x.shape;
    return y;
  }

  private same(x: Value, y: Value) {
    y.shape = x.shape;
    return y;
  }
  relu = (x: Value) => this.same(x, this.op.Relu(x));
  relu6 = (x: Value) => this.same(x, this.op.Clip(x, 0, 6));
  add = (x: Value, y: Value) => this.same(x, this.op.Add(x, y));
  maxPool = (x: Value, kernel: number, stride: number, pad = 0) =>
    this.same(
      x,
      this.op.MaxPool(x, {
        kernel_shape: [kernel, kernel],
        strides: [stride, stride],
        pads: Array(4).fill(pad),
      }),
    );

  linear(x: Value, inputs: number, out: number) {
    const w = this.weights([out, inputs], Math.sqrt(3 / inputs));
    return this.op.Gemm(x, w, this.weights([out], 0.1), { transB: 1 });
  }

  average = (x: Value) => this.op.Flatten(this.op.GlobalAveragePool(x));
}

type Body = (net: Layers, x: Value, classes: number) => Value;

const squeezenet: Body = (net, x, classes) => {
  const fire = (x: Value, squeeze: number, expand: number) => {
    const s = net.relu(net.conv(x, squeeze, { kernel: 1 }));
    const parts = [1, 3].map((kernel) => net.relu(net.conv(s, expand, { kernel })));
    const y = net.op.Concat(...parts, { axis: 1 });
    y.shape = [null, 2 * expand, null, null];
    return y;
  };
  let y = net.maxPool(net.relu(net.conv(x, 64, { stride: 2, pad: 0 })), 3, 2);
  y = net.maxPool(fire(fire(y, 16, 64), 16, 64), 3, 2);
  y = net.maxPool(fire(fire(y, 32, 128), 32, 128), 3, 2);
  for (const s of [48, 48, 64, 64]) y = fire(y, s, 4 * s);
  return net.average(net.relu(net.conv(y, classes, { kernel: 1 })));
};

const mobilenetV2: Body = (net, x, classes) => {
  const block = (x: Value, out: number, stride: number, expand: number) => {
    const wide = expand * (x.shape![1] as number);
    const e = expand === 1 ? x : net.relu6(net.conv(x, wide, { kernel: 1 }));
    const y = net.conv(net.relu6(net.conv(e, wide, { stride, group: wide })), out, { kernel: 1 });
    return stride === 1 && x.shape![1] === out ? net.add(x, y) : y;
  };
  let y = net.relu6(net.conv(x, 32, { stride: 2 }));
  // Expansion, channels, repetitions and first stride of each stage, as in the paper.
  // biome-ignore format: a table
  const stages = [
    [1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 3, 2], [6, 64, 4, 2], [6, 96, 3, 1], [6, 160, 3, 2], [6, 320, 1, 1],
  ];
  for (const [expand, out, count, first] of stages)
    for (let i = 0; i < count; i++) y = block(y, out, i ? 1 : first, expand);
  return net.linear(net.average(net.relu6(net.conv(y, 1280, { kernel: 1 }))), 1280, classes);
};

const resnet18: Body = (net, x, classes) => {
  const basic = (x: Value, width: number, stride: number) => {
    const y = net.conv(net.relu(net.conv(x, width, { stride })), width);
    const same = stride === 1 && x.shape![1] === width;
    return net.relu(net.add(y, same ? x : net.conv(x, width, { kernel: 1, stride })));
  };
  let y = net.maxPool(net.relu(net.conv(x, 64, { kernel: 7, stride: 2 })), 3, 2, 1);
  for (const [i, width] of [64, 128, 256, 512].entries())
    for (let j = 0; j < 2; j++) y = basic(y, width, i && !j ? 2 : 1);
  return net.linear(net.average(y), 512, classes);
};

const resnet50: Body = (net, x, classes) => {
  const bottleneck = (x: Value, width: number, stride: number) => {
    const a = net.relu(net.conv(x, width, { kernel: 1 }));
    const b = net.relu(net.conv(a, width, { stride }));
    const y = net.conv(b, 4 * width, { kernel: 1 });
    const same = stride === 1 && x.shape![1] === 4 * width;
    return net.relu(net.add(y, same ? x : net.conv(x, 4 * width, { kernel: 1, stride })));
  };
  let y = net.maxPool(net.relu(net.conv(x, 64, { kernel: 7, stride: 2 })), 3, 2, 1);
  for (const [i, count] of [3, 4, 6, 3].entries())
    for (let j = 0; j < count; j++) y = bottleneck(y, 64 * 2 ** i, i && !j ? 2 : 1);
  return net.linear(net.average(y), 2048, classes);
};

const vgg16: Body = (net, x, classes) => {
  let y = x;
  for (const [channels, count] of [
    [64, 2],
    [128, 2],
    [256, 3],
    [512, 3],
    [512, 3],
  ]) {
    for (let i = 0; i < count; i++) y = net.relu(net.conv(y, channels));
    y = net.maxPool(y, 2, 2);
  }
  y = net.op.Flatten(y);
  for (const inputs of [512 * 7 * 7, 4096]) y = net.op.Relu(net.linear(y, inputs, 4096));
  return net.linear(y, 4096, classes);
};

const bodies = { squeezenet, mobilenetV2, resnet18, resnet50, vgg16 };
export type NetworkName = keyof typeof bodies;

/** The .onnx bytes of a network: input "picture" [batch, 3, side, side], output "scores". */
export function networkBytes(
  name: NetworkName,
  { batch = null, side = 224, classes = 1000, ...rest }: Options = {},
): Uint8Array {
  const x = new Value("picture", { shape: [batch, 3, side, side], type: "float" });
  const nodes: Node[] = [];
  const named = ({ op, inputs, outputs, attrs }: Node) =>
    nodes.push(new Node(op, inputs, outputs, attrs, { name: `${op}_${nodes.length}` }));
  const y = bodies[name](new Layers(opsOn({ push: named }), rest), x, classes);
  y.name = "scores";
  return encode(modelOf(new Graph([x], [y], nodes)));
}
