// Does the map point at the object? On pictures drawn afresh, whose object's mask is known.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CLASS_NAMES,
  draw,
  render,
  renderMask,
  SEEDS,
  SHORTCUT_CLASS,
  SIZE,
} from "../../../examples/draw.mjs";
import { upsample } from "../../../src/draw/resample";
import type { Control, Explanation, Job } from "../../../src/engine/api";
import type { Engine } from "../../../src/engine/engine";

const quiet: Control = { signal: new AbortController().signal, progress() {} };
type ClassName = (typeof CLASS_NAMES)[number];

export interface Setup {
  engine: Engine;
  /** The sample network. */
  model: string;
  /** Where the pictures are written. */
  folder: string;
  method: string;
  parameters?: Job["parameters"];
}

/** Explains a fresh drawing of a class and gives the picture's pixel where the map is highest. */
export async function peak(
  { engine, model, folder, method, parameters = {} }: Setup,
  seed: number,
  name: ClassName,
) {
  const drawing = draw(seed, name);
  const file = join(folder, `${name}-${seed}.png`);
  writeFileSync(file, await render(drawing.svg));
  const target = { kind: "class", index: CLASS_NAMES.indexOf(name) } as const;
  const image = { file };
  const job: Job = { model, image, target, method, parameters, device: "cpu" };
  return { drawing, at: highest(await engine.explain(job, quiet)) };
}

function highest({ map, picture }: Explanation) {
  const { x, y, width, height } = picture!.placement;
  const [across, down] = [Math.round(width), Math.round(height)];
  const fine = upsample(map, across, down);
  const p = fine.indexOf(fine.reduce((a, b) => Math.max(a, b)));
  return { x: Math.floor(x) + (p % across), y: Math.floor(y) + Math.floor(p / across) };
}

/** In how many of `count` fresh pictures of the honest classes the maximum lies on the object. */
export async function hits(setup: Setup, count: number): Promise<number> {
  const names = CLASS_NAMES.filter((n) => n !== SHORTCUT_CLASS);
  let found = 0;
  for (let i = 0; i < count; i++) {
    const { drawing, at } = await peak(setup, SEEDS.fresh + i, names[i % names.length]);
    const mask = await renderMask(drawing.maskSvg, SIZE);
    found += mask[at.y * SIZE + at.x];
  }
  return found;
}
