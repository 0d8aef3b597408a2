import type { MaskJob } from "../api";
import {
  defineCommand,
  json,
  numbers,
  print,
  quiet,
  signed,
  subject,
  subjectFlags,
  text,
  Usage,
} from "./command";
import { target, targetFlags } from "./target";

export const mask = defineCommand({
  usage: `mask IMAGE|--tensor FILE.npy --model MODEL [--layer NAME] [--off 3,5 | --only 3,5]
           [--region X,Y,W,H in cells of the layer] [--rank] [--target INDEX|LABEL] [--json]`,
  flags: {
    json,
    layer: text,
    off: text,
    only: text,
    region: text,
    rank: { type: "boolean" },
    ...subjectFlags,
    ...targetFlags,
  },
  async run({ engine, values, operand }) {
    const where = { ...subject(values, operand), layer: values.layer };
    const { off, only, region } = values;
    const job = { ...where, target: await target(engine, where, values) };
    if (values.rank) {
      if (off ?? only ?? region) throw new Usage("--rank switches off each channel by itself");
      const found = await engine.rankChannels(job, quiet);
      if (values.json) return print(found);
      print(`${found.layer}: what the score of ${found.target.label} loses without a channel`);
      for (const c of found.channels)
        print(`${String(c.channel).padStart(7)} ${signed(c.drop).padStart(10)}`);
      return;
    }
    if (off && only) throw new Usage("give --off or --only, not both");
    const channels = off ? { off: numbers(off, "off") } : only && { only: numbers(only, "only") };
    const cells = region ? await inside(region, () => engine.open(where, quiet), where) : undefined;
    const found = await engine.mask({ ...job, channels: channels || undefined, cells }, quiet);
    if (values.json) return print(found);
    print(`${found.layer}: ${found.off} of ${found.of} numbers off`);
    for (const { before, after } of found.changes)
      print(
        `${signed(before.score).padStart(10)} -> ${signed(after.score).padStart(10)}  ` +
          `${percent(before.probability)} -> ${percent(after.probability)}  ${before.label}`,
      );
  },
});

const percent = (p: number) => `${(100 * p).toFixed(2).padStart(6)} %`;

/** The cells of a rectangle, as the layer counts them. */
async function inside(
  given: string,
  open: () => Promise<{ layers: Layer[]; defaultLayer?: string }>,
  { layer: asked }: Pick<MaskJob, "layer">,
): Promise<number[]> {
  const [left, top, width, height, more] = numbers(given, "region");
  if (height === undefined || more !== undefined) throw new Usage("--region takes X,Y,W,H");
  const { layers, defaultLayer } = await open();
  const wanted = asked ?? defaultLayer;
  const layer = layers.find((l) => [l.name, l.node, l.tensor].includes(wanted ?? ""));
  const [rows, columns] = layer?.shape.slice(2) ?? [];
  // A layer that is not there, or has no cells, is the engine's to refuse.
  if (!rows || !columns) return [];
  if (left + width > columns || top + height > rows)
    throw new Usage(`--region goes beyond the layer's ${columns} x ${rows} cells`);
  return Array.from(
    { length: width * height },
    (_, i) => (top + Math.floor(i / width)) * columns + left + (i % width),
  );
}

interface Layer {
  name: string;
  node: string;
  tensor: string;
  shape: (number | null)[];
}
