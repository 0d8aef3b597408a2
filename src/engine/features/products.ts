// Products of large matrices, as small graphs that ONNX Runtime runs on any of its devices.
import { Graph, type Node, Value } from "../graph/graph";
import { opsOn } from "../graph/ops";
import { modelOf } from "../onnx/model";
import { type NdArray, type Provider, Session } from "../run/session";

/** Rows of one length, one after the other. */
export interface Matrix {
  rows: number;
  columns: number;
  data: Float32Array;
}

export const matrix = (rows: number, columns: number, data: Float32Array): Matrix => ({
  rows,
  columns,
  data,
});

const input = (name: string, type: "float" | "int64" = "float") =>
  new Value(name, { type, shape: type === "float" ? [null, null] : [1] });
const floats = ({ rows, columns, data }: Matrix) => ({ dims: [rows, columns], data });

/** How many products are held at once: 64 MiB of them. */
const mostProducts = 2 ** 24;

export class Products {
  private ranking?: Promise<ReturnType<typeof rankingGraph> & { session: Session }>;
  private squaring?: Promise<ReturnType<typeof squareGraph> & { session: Session }>;

  constructor(private readonly provider: Provider = "cpu") {}

  /**
   * For each query the `k` rows with the largest (query . row + bias[row]), largest first.
   * @param done told how many queries are answered
   */
  async largest(
    queries: Matrix,
    rows: Matrix,
    k: number,
    bias: Float32Array = new Float32Array(rows.rows),
    done: (queries: number) => void = () => {},
  ): Promise<{ indices: Int32Array; values: Float32Array }> {
    this.ranking ??= this.open(rankingGraph());
    const { session, a, b, c, count, found } = await this.ranking;
    const indices = new Int32Array(queries.rows * k);
    const values = new Float32Array(queries.rows * k);
    const block = Math.max(1, Math.floor(mostProducts / rows.rows));
    const fixed: [Value, NdArray][] = [
      [b, floats(rows)],
      [c, { dims: [1, rows.rows], data: bias }],
      [count, { dims: [1], data: BigInt64Array.of(BigInt(k)) }],
    ];
    for (let from = 0; from < queries.rows; from += block) {
      const part = slice(queries, from, Math.min(queries.rows, from + block));
      const [scores, places] = await session.run(new Map([[a, floats(part)], ...fixed]), found);
      values.set(scores.data as Float32Array, from * k);
      indices.set(Int32Array.from(places.data as BigInt64Array, Number), from * k);
      done(from + part.rows);
    }
    return { indices, values };
  }

  /** X Q and X' X Q: a step of the power method and what it projects to. */
  async square(x: Matrix, q: Matrix): Promise<{ projected: Float32Array; next: Float32Array }> {
    this.squaring ??= this.open(squareGraph());
    const { session, x: xIn, q: qIn, found } = await this.squaring;
    const feeds = new Map([
      [xIn, floats(x)],
      [qIn, floats(q)],
    ]);
    const [projected, next] = await session.run(feeds, found);
    return { projected: projected.data as Float32Array, next: next.data as Float32Array };
  }

  async release() {
    for (const opened of [this.ranking, this.squaring]) await (await opened)?.session.release();
  }

  private async open<G extends { graph: Graph }>(made: G): Promise<G & { session: Session }> {
    return { ...made, session: await Session.create(modelOf(made.graph), this.provider) };
  }
}

export const slice = ({ columns, data }: Matrix, from: number, to: number): Matrix =>
  matrix(to - from, columns, data.subarray(from * columns, to * columns));

function rankingGraph() {
  const nodes: Node[] = [];
  const op = opsOn(nodes);
  const [a, b, c, count] = [input("a"), input("b"), input("c"), input("k", "int64")];
  const found = op.many("TopK", 2, [op.Gemm(a, b, c, { transB: 1 }), count]);
  found[1].type = "int64";
  return { a, b, c, count, found, graph: new Graph([a, b, c, count], found, nodes) };
}

function squareGraph() {
  const nodes: Node[] = [];
  const op = opsOn(nodes);
  const [x, q] = [input("x"), input("q")];
  const projected = op.MatMul(x, q);
  const found = [projected, op.Gemm(x, projected, { transA: 1 })];
  return { x, q, found, graph: new Graph([x, q], found, nodes) };
}
