// Damaged models: a refusal or a model, never a crash, never a file that is not the model's own.
import { type ChildProcess, fork } from "node:child_process";
import { join, resolve } from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { build } from "esbuild";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from "vscode-jsonrpc/node";
import type { EngineApi } from "../../../src/engine/api";
import { Graph, type Node, Value } from "../../../src/engine/graph/graph";
import { constant, float, type Ops, opsOn } from "../../../src/engine/graph/ops";
import { Tensor } from "../../../src/engine/graph/tensor";
import { decode } from "../../../src/engine/onnx/decode";
import {
  type AttributeProto,
  type GraphProto,
  ModelProtoSchema,
  StringStringEntryProtoSchema,
} from "../../../src/engine/onnx/gen/onnx_pb";
import { raise } from "../../../src/engine/onnx/raise";
import { Refusal } from "../../../src/engine/refusal";
import { connect } from "../../../src/engine/wire";
import { modelBytes, quiet, scratch, smallNet, weights, write } from "../engine/fixtures";

const shape = [1, 3, 8, 8];
const four = () => [
  weights(3),
  weights(3),
  weights(3),
  constant(Tensor.of("float", [3], [1, 2, 3])),
];

/** Attributes where inputs are now. */
const old = (op: Ops, x: Value) => {
  const [n] = op.node("BatchNormalization", 1, [x, ...four()]);
  const [c] = op.node("Clip", 1, [n], { min: float(-1), max: float(1) });
  const [s] = op.node("Slice", 1, [c], { starts: [1, 0], ends: [8, 1000], axes: [2, 3] });
  const [p] = op.node("Pad", 1, [s], { pads: [0, 0, 1, 0, 0, 0, 0, 0] });
  const [m] = op.node("ReduceMean", 1, [smallNet(op, p)], { axes: [0], keepdims: 1 });
  return op.node("Softmax", 1, [m], { axis: 1 })[0];
};

/** An If in a Loop. */
const nested = (op: Ops, x: Value) => {
  const graphOf = (inputs: Value[], body: (op: Ops) => Value[]) => {
    const nodes: Node[] = [];
    const outputs = body(opsOn(nodes));
    return { type: "graph", value: new Graph(inputs, outputs, nodes) } as const;
  };
  const [i, go, state] = [
    new Value("i", { shape: [], type: "int64" }),
    new Value("go", { shape: [], type: "bool" }),
    new Value("state", { shape, type: "float" }),
  ];
  const body = graphOf([i, go, state], (inner) => {
    const branches = {
      then_branch: graphOf([], (b) => [b.Tanh(state)]),
      else_branch: graphOf([], (b) => [b.Neg(state)]),
    };
    return [inner.Identity(go), inner.node("If", 1, [go], branches)[0]];
  });
  const yes = constant(Tensor.of("bool", [], [1]));
  return smallNet(
    op,
    op.node("Loop", 1, [constant(Tensor.of("int64", [], [2])), yes, x], { body })[0],
  );
};

const models = [modelBytes(shape, smallNet), modelBytes(shape, old, 9), modelBytes(shape, nested)];
const model = fc.constantFrom(...models);

type Edit = (bytes: Uint8Array) => Uint8Array;
const position = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const cut = (from: number, to: number, put: readonly number[]) => (bytes: Uint8Array) => {
  const [a, b] = [from, to].map((p) => Math.floor(p * bytes.length));
  return Uint8Array.from([...bytes.subarray(0, a), ...put, ...bytes.subarray(b)]);
};
const bytesEdit: fc.Arbitrary<Edit> = fc.oneof(
  position.map((p) => cut(p, 1, [])),
  fc.tuple(position, fc.integer({ min: 0, max: 255 })).map(([p, v]): Edit => {
    return (bytes) => (bytes.length ? bytes.with(Math.floor(p * bytes.length), v) : bytes);
  }),
  fc
    .tuple(position, fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 9 }))
    .map(([p, put]) => cut(p, p, put)),
  fc.tuple(position, position).map(([p, q]) => cut(Math.min(p, q), Math.max(p, q), [])),
);

const extremes = [-(2n ** 63n), 2n ** 63n - 1n, -1n, 0n, 1n, 2n ** 31n, 2n ** 53n, 7n];
const pick = <T>(list: readonly T[], p: number): T | undefined => list[Math.floor(p * list.length)];
const allNodes = (g: GraphProto): GraphProto["node"] =>
  g.node.flatMap((n) => [n, ...n.attribute.flatMap((a) => (a.g ? allNodes(a.g) : []))]);

/** What no random byte is likely to hit: well-formed files that say odd things. */
const wrongs: ((g: GraphProto, p: number, v: bigint) => unknown)[] = [
  (g) => g.node.reverse(),
  (g, p) => pick(g.node, p)?.output.splice(0, 1, g.node[0]?.output[0] ?? ""),
  (g, p) => pick(g.node, p)?.input.splice(0, 1, pick(g.node, 0.99 - p / 2)?.output[0] ?? ""),
  (g, p) => pick(g.node, p)?.input.splice(0, 9),
  (g, p) => pick(g.node, p)?.output.splice(0, 9),
  (g, p) => Object.assign(pick(g.output, p) ?? {}, { name: "" }),
  (g, p, v) => pick(g.initializer, p)?.dims.splice(0, 1, v),
  (g, p, v) => pick(g.initializer, p)?.dims.push(v),
  (g, p, v) => Object.assign(pick(g.initializer, p) ?? {}, { dataType: Number(v % 40n) }),
  (g, p) => Object.assign(pick(g.initializer, p) ?? {}, { rawData: new Uint8Array(3) }),
  (g, p) => Object.assign(pick(g.initializer, p) ?? {}, { name: g.input[0]?.name }),
  (g, p, v) => {
    const [key, value] = [pick(["location", "offset", "length"], p)!, `../../etc/${v}`];
    const externalData = [create(StringStringEntryProtoSchema, { key, value })];
    return Object.assign(pick(g.initializer, p) ?? {}, { dataLocation: 1, externalData });
  },
  (g, p, v) => {
    const a = pick(
      allNodes(g).flatMap((n) => n.attribute),
      p,
    );
    return a && spoil(a, v);
  },
  (g, p) => {
    const withGraphs = g.node.filter((n) => n.attribute.some((a) => a.g));
    return pick(withGraphs, p)?.attribute.forEach((a) => {
      a.g = g;
    });
  },
];
const spoil = (a: AttributeProto, v: bigint) => {
  const ints = a.ints.map(() => v);
  return Object.assign(a, v % 2n ? { i: v, ints } : { type: Number(v % 12n), g: undefined });
};

const structureEdit: fc.Arbitrary<Edit> = fc
  .tuple(fc.constantFrom(...wrongs), position, fc.constantFrom(...extremes))
  .map(([wrong, p, v]) => (bytes) => {
    const proto = fromBinary(ModelProtoSchema, bytes);
    wrong(proto.graph!, p, v);
    try {
      return toBinary(ModelProtoSchema, proto);
    } catch {
      // A graph within itself has no bytes.
      return bytes;
    }
  });

const damaged = fc
  .tuple(model, fc.array(structureEdit, { maxLength: 2 }), fc.array(bytesEdit, { maxLength: 2 }))
  .map(([bytes, structure, raw]) =>
    raw.reduce(
      (b, edit) => edit(b),
      structure.reduce((b, edit) => edit(b), bytes),
    ),
  );

/** Whether the bytes are a model to us; anything but a Refusal is thrown. */
function isModel(bytes: Uint8Array) {
  try {
    raise(decode(bytes));
    return true;
  } catch (e) {
    if (e instanceof Refusal) return false;
    throw e;
  }
}

test("damaged bytes are a model or refused", () => {
  fc.assert(
    fc.property(damaged, (bytes) => {
      isModel(bytes);
    }),
    { seed: 1, numRuns: 3000 },
  );
});

/** An engine that may die: it is another process. */
class Engine {
  private child?: ChildProcess;
  private api?: EngineApi;
  private died?: Promise<string>;
  constructor(private readonly script: string) {}

  /** How opening ends: "a model", the refusal's code, or what must not be. */
  async open(path: string): Promise<string> {
    if (!this.child) this.start();
    const late = new Promise<string>((done) =>
      setTimeout(done, 10_000, "the engine hangs").unref(),
    );
    const opened = this.api!.open({ model: path, device: "cpu" }, quiet).then(
      () => "a model",
      (e) => e.code ?? `an error: ${e.message}`,
    );
    const outcome = await Promise.race([opened, this.died!, late]);
    if (outcome.startsWith("the engine")) this.stop();
    return outcome;
  }

  private start() {
    this.child = fork(this.script, { serialization: "advanced", stdio: "ignore" });
    const { child } = this;
    this.died = new Promise<string>((done) => {
      child.once("exit", (code, signal) => done(`the engine died: ${signal ?? code}`));
    });
    const connection = createMessageConnection(
      new IPCMessageReader(child),
      new IPCMessageWriter(child),
    );
    connection.listen();
    this.api = connect(connection);
  }

  stop() {
    this.child?.kill("SIGKILL");
    this.child = undefined;
  }
}

describe("what is still a model reaches the runtime in a process of its own", () => {
  const root = resolve(import.meta.dirname, "../../..");
  const script = join(root, "node_modules/.cache/fuzzed-engine.js");
  const engine = new Engine(script);
  beforeAll(() =>
    build({
      entryPoints: [join(root, "src/engine/server.ts")],
      bundle: true,
      platform: "node",
      external: ["onnxruntime-node", "sharp"],
      outfile: script,
    }),
  );
  afterAll(() => engine.stop());

  test("and is opened or refused", async () => {
    const folder = scratch();
    const outcomes = new Map<string, number>();
    const reaching = damaged.filter(isModel);
    let n = 0;
    for (const bytes of fc.sample(reaching, { seed: 2, numRuns: 150 })) {
      const outcome = await engine.open(write(folder, `${n++}.onnx`, bytes));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    const bad = [...outcomes.keys()].filter((o) => o !== "a model" && !o.startsWith("model-"));
    expect(bad).toEqual([]);
    expect([...outcomes.keys()]).toEqual(expect.arrayContaining(["a model", "model-unsupported"]));
  });
});
