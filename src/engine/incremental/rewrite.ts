// The graph that computes the changed part alone, for a batch of windows. Where a node reads cells
// beyond the part that its producer computed, they come from a table of the clean run's cells.
import { Node, Value } from "../graph/graph";
import { constant, type Ops, opsOn } from "../graph/ops";
import { Tensor } from "../graph/tensor";
import { cellCost, patchCost, wholeCost } from "./cost";
import type { Flow } from "./flow";
import { inPlace, reach } from "./intervals";
import { channelsOf, type Kind } from "./kinds";
import { onAxes, type Region } from "./region";
import type { Need, PatchIndex, Rewritten } from "./rewritten";
import { averageShares } from "./tables";

const float = (name: string, shape: (number | null)[]) =>
  new Value(`glassbox/${name}`, { type: "float", shape });
const index = (name: string, rank: number) =>
  new Value(`glassbox/${name}`, { type: "int32", shape: Array(rank).fill(null) });

export class Rewriter {
  private readonly done: Rewritten;
  private readonly op: Ops;
  private readonly made = new Map<string, readonly (Value | undefined)[]>();
  private readonly ids = new Map<object, number>();
  /** What slides over a value. */
  private readonly readers = new Map<Value, { node: Node; kind: Kind & { kind: "halo" } }[]>();
  private readonly producers: ReadonlyMap<Value, Node>;

  constructor(
    private readonly flow: Flow,
    input: Value,
    /** Mean number of cells that are computed of a region. */
    private readonly area: (r: Region) => number,
  ) {
    const covered = float("covered", [null, channelsOf(input), null, null]);
    this.done = {
      input: covered,
      scores: covered,
      nodes: [],
      indices: [],
      tables: new Map(),
      rests: [],
      cells: new Map(),
      cost: 0,
    };
    this.op = opsOn(this.done.nodes);
    this.made.set(this.key(input, flow.of.get(input)), [covered]);
    for (const [node, kind] of flow.kinds)
      if (kind.kind === "halo") {
        const x = node.inputs.find((v) => v && flow.varying(v))!;
        this.readers.set(x, [...(this.readers.get(x) ?? []), { node, kind }]);
      }
    this.producers = new Map(
      [...flow.kinds.keys()].flatMap((n) => n.outputs.flatMap((y) => (y ? [[y, n] as const] : []))),
    );
  }

  rewrite(scores: Value): Rewritten {
    const region = this.flow.of.get(scores);
    this.done.scores = this.at(scores, region && this.flow.regions.full(region.size));
    return this.done;
  }

  /** `v` over a region: as it was computed, computed again there, or patched. */
  private at(v: Value, region: Region | undefined): Value {
    if (!this.flow.varying(v)) return v;
    const own = this.flow.of.get(v);
    const known = this.made.get(this.key(v, region));
    if (known) return known[0]!;
    const node = this.producers.get(v);
    const again = own !== region && node && this.costAt(v, region!) < this.patched(v, region!);
    const y =
      own === region || again
        ? this.computed(node!, region)[node!.outputs.indexOf(v)]!
        : this.over(v, region!);
    this.made.set(this.key(v, region), [y]);
    return y;
  }

  private patched = (v: Value, region: Region) =>
    this.around(v, region) ? 0 : patchCost(v) * this.area(region);

  /** What it costs to have `v` over a region that is not its own, the cheaper way. */
  private costAt(v: Value, region: Region): number {
    const node = this.producers.get(v);
    if (this.made.has(this.key(v, region)) || !this.flow.varying(v)) return 0;
    if (!node || this.flow.kinds.get(node)!.kind !== "cellwise") return Number.POSITIVE_INFINITY;
    const operands = node.inputs.filter((x) => x && this.flow.varying(x));
    return operands.reduce<number>(
      (sum, x) => sum + Math.min(this.costAt(x!, region), this.patched(x!, region)),
      cellCost(node) * this.area(region),
    );
  }

  private computed(node: Node, region: Region | undefined): readonly (Value | undefined)[] {
    const key = this.key(node, region);
    const known = this.made.get(key);
    if (known) return known;
    const made = this.compute(node, this.flow.kinds.get(node)!, region);
    this.made.set(key, made);
    return made;
  }

  private compute(node: Node, kind: Kind, region: Region | undefined) {
    const partial = region && !region.full;
    this.done.cost += partial ? cellCost(node) * this.area(region) : wholeCost(node);
    const whole = (x: Value) => {
      const r = this.flow.of.get(x);
      return this.at(x, r && this.flow.regions.full(r.size));
    };
    if (kind.kind === "halo" && partial) return this.slide(node, kind, region);
    if (kind.kind === "average") {
      const own = this.flow.of.get(node.inputs[0]!)!;
      if (!own.full) return [this.average(node, own)];
    }
    return this.copy(node, kind.kind === "cellwise" && region ? (x) => this.at(x, region) : whole);
  }

  private copy(node: Node, read: (x: Value) => Value, attrs = node.attrs) {
    const inputs = node.inputs.map((x) => x && read(x));
    const outputs = node.outputs.map((y) => y && new Value(y.name, { type: y.type }));
    this.done.nodes.push(new Node(node.op, inputs, outputs, attrs, node.about));
    return outputs;
  }

  /** Conv or a pool over a patch that holds its padding already. */
  private slide(node: Node, { slides, border }: Kind & { kind: "halo" }, region: Region) {
    const x = node.inputs.find((v) => v && this.flow.varying(v))!;
    const patch = this.patch(x, { region, slides, border });
    if (node.op === "Pad") return [patch];
    const { pads: _, auto_pad: __, ceil_mode: ___, count_include_pad: ____, ...attrs } = node.attrs;
    const made = this.copy(node, (v) => (v === x ? patch : v), attrs);
    if (node.op !== "AveragePool") return made;
    const shares = averageShares(node, x, node.outputs[0]!);
    if (shares.every((s) => s === 1)) return made;
    const data = Tensor.of("float", [shares.length], shares);
    return [this.op.Mul(made[0]!, this.op.Gather(constant(data), this.cellsOf(region)))];
  }

  private cellsOf(region: Region): Value {
    const known = this.done.cells.get(region) ?? index("cells", 4);
    this.done.cells.set(region, known);
    return known;
  }

  /** The mean as the clean share of what stays, plus the mean over what was computed by its share. */
  private average(node: Node, region: Region): Value {
    const value = node.inputs[0]!;
    const rest = float("rest", [null, channelsOf(value), 1, 1]);
    const share = float("share", []);
    this.done.rests.push({ value, region, rest, share });
    // Not ReduceSum: for this one the runtime leaves the channels in blocks, as Conv has them.
    const own = this.op.GlobalAveragePool(this.at(value, region));
    const mean = this.op.Add(this.op.Mul(own, share), rest);
    return node.outputs[0]!.shape!.length === 4 ? mean : this.op.Squeeze(mean, [2, 3]);
  }

  /** What slides over `v` to the very cells of `region`: the middle of its patch is `v` there. */
  private around(v: Value, region: Region) {
    const found = this.readers
      .get(v)
      ?.find(
        ({ node, kind }) =>
          this.flow.of.get(node.outputs[0]!) === region &&
          kind.slides.every(({ stride, begin }) => stride === 1 && begin >= 0),
      );
    return region.full ? undefined : found?.kind;
  }

  private over(v: Value, region: Region): Value {
    const around = this.around(v, region);
    if (!around) return this.patch(v, { region, slides: onAxes(() => inPlace), border: "zero" });
    const { slides, border } = around;
    const ends = slides.map((s) => s.begin - reach(s) || Number.MAX_SAFE_INTEGER);
    const patch = this.patch(v, { region, slides, border });
    return this.op.Slice(
      patch,
      slides.map((s) => s.begin),
      ends,
      [2, 3],
    );
  }

  /** [B, C, P, Q]: the cells that `need` reads, computed ones and clean ones. */
  private patch(v: Value, need: Need): Value {
    const key = `${this.key(v, need.region)} ${JSON.stringify(need.slides)} ${need.border}`;
    const known = this.made.get(key);
    if (known) return known[0]!;
    const from = this.flow.of.get(v)!;
    const { halo, select } = this.indexOf(from, need);
    const rows = this.rowsOf(v, from);
    const table = this.done.tables.get(v) ?? float("table", [null, channelsOf(v)]);
    this.done.tables.set(v, table);
    const cells = this.op.Concat(this.op.Gather(table, halo), rows, { axis: 0 });
    const patch = this.op.Transpose(this.op.Gather(cells, select), { perm: [0, 3, 1, 2] });
    this.made.set(key, [patch]);
    this.done.cost += patchCost(v) * this.area(need.region);
    return patch;
  }

  private indexOf(from: Region, need: Need): PatchIndex {
    const same = (i: PatchIndex) =>
      i.from === from &&
      i.need.region === need.region &&
      i.need.border === need.border &&
      JSON.stringify(i.need.slides) === JSON.stringify(need.slides);
    const known = this.done.indices.find(same);
    if (known) return known;
    const made = { from, need, halo: index("halo", 1), select: index("select", 3) };
    this.done.indices.push(made);
    return made;
  }

  /** [B h w, C] */
  private rowsOf(v: Value, from: Region): Value {
    const key = `rows ${this.key(v, from)}`;
    const known = this.made.get(key);
    if (known) return known[0]!;
    const last = this.op.Transpose(this.at(v, from), { perm: [0, 2, 3, 1] });
    const rows = this.op.Reshape(last, [-1, channelsOf(v)]);
    this.made.set(key, [rows]);
    return rows;
  }

  private key = (...of: (object | undefined)[]) => of.map((o) => (o ? this.id(o) : "-")).join(" ");
  private id(o: object) {
    const id = this.ids.get(o) ?? this.ids.size;
    this.ids.set(o, id);
    return id;
  }
}
