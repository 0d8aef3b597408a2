// Every layer's class activation map from one backward pass, and which of them to look at.
import type { HeatMap, LayerMap } from "./api";
import { EngineLab } from "./lab";
import type { NetworkLayer } from "./layers";
import type { Gradient, GradientOf, NdFloats } from "./methods/method";
import { Refusal } from "./refusal";
import { labOf, type Task } from "./task";

export interface Frame extends LayerMap {
  of: NetworkLayer;
}

/**
 * The method's map at each layer where it can be taken (CAM at one alone), from the picture to the
 * scores.
 */
export async function framesOf(task: Task): Promise<Frame[]> {
  const { programs, input } = task;
  const seed = labOf(task).seed;
  const ready = await programs.layerGradients(input, seed);
  const shared = new Map<string, Promise<Gradient>>();
  const frames: Frame[] = [];
  for (const of of programs.network.layers.filter((l) => l.info.cam)) {
    const { value, gradient } = ready.get(of.value)!;
    const lab = new FrameLab(
      {
        programs,
        input,
        seed,
        layer: { name: of.info.name, value: of.value },
        control: task.control,
      },
      { scores: new Float32Array(), value: value as NdFloats, gradient: gradient as NdFloats },
      shared,
    );
    const map = await task.method
      .explain(lab, task.parameters as never)
      .then((r) => r.map)
      .catch(unlessNotApplicable);
    if (map) frames.push({ of, layer: of.info.name, map, entropy: entropyOf(map) });
  }
  return frames;
}

/** Its layer's gradient is there already; what it asks of the input is asked once for all frames. */
class FrameLab extends EngineLab {
  constructor(
    setup: ConstructorParameters<typeof EngineLab>[0],
    private readonly ready: Gradient,
    private readonly shared: Map<string, Promise<Gradient>>,
  ) {
    super(setup);
  }

  override async gradient(of: GradientOf): Promise<Gradient> {
    if (of.wrt === "layer") return this.ready;
    const id = of.rules?.id ?? "plain";
    const asked = this.shared.get(id) ?? super.gradient(of);
    this.shared.set(id, asked);
    return asked;
  }
}

function unlessNotApplicable(e: unknown): undefined {
  if (!(e instanceof Refusal && e.code === "method-not-applicable")) throw e;
}

/** In bits: 0 is all in one cell, log2(cells) is evenly everywhere; NaN is nowhere positive. */
export function entropyOf({ values }: Pick<HeatMap, "values">): number {
  const total = values.reduce((sum, v) => sum + Math.max(v, 0), 0);
  if (!(total > 0)) return Number.NaN;
  return values.reduce((bits, v) => {
    const p = Math.max(v, 0) / total;
    return p > 0 ? bits - p * Math.log2(p) : bits;
  }, 0);
}

/** How many layers have pixels deleted by their map, which takes 20 passes each. */
const most = 8;

/** The last activation of each resolution, which sums up what comes before it, and the asked one. */
export function candidates(frames: readonly Frame[], asked: string | undefined): Frame[] {
  const last = new Map<string, Frame>();
  for (const frame of frames)
    if (!frame.of.info.op.includes("Pool")) last.set(sizeOf(frame.map), frame);
  const wanted = frames.filter((f) => f.layer === asked || last.get(sizeOf(f.map)) === f);
  return wanted.slice(-most);
}

const sizeOf = ({ width, height }: HeatMap) => `${width} x ${height}`;
