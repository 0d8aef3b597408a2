import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { opaque, sheet } from "../../draw/grid";
import type { Patches } from "../api";
import { encodePng, patchOf } from "../run/picture";
import { count, defineCommand, demanded, device, json, loud, print, text, Usage } from "./command";
import { picturesBelow } from "./pictures";

/** Pixels of a patch's side on the sheet. */
const side = 96;

export const patches = defineCommand({
  usage: `patches DIR --model MODEL [--layer NAME] --channel K [-k 9] [--per-picture 1]
           [--out FILE.png] [--json]`,
  flags: {
    json,
    model: text,
    device: text,
    layer: text,
    channel: text,
    count: { type: "string", short: "k" },
    "per-picture": text,
    out: text,
  },
  async run({ engine, values, operand }) {
    const folder = demanded(operand, "DIR");
    const files = await picturesBelow(folder);
    const channel = count(demanded(values.channel, "--channel K"), "channel", 0, 0);
    const swept = await engine.patches(
      {
        model: resolve(demanded(values.model, "--model MODEL")),
        device: device(values),
        layer: values.layer,
        files,
        count: count(values.count, "count", 9),
        perPicture: count(values["per-picture"], "per-picture", 1),
      },
      loud,
    );
    const { layer, channels, unreadable } = swept;
    if (channel >= channels.length)
      throw new Usage(`the layer "${layer}" has ${channels.length} channels, from 0`);
    const chosen = channels[channel].map((p) => ({ ...p, file: files[p.file] }));
    if (values.out && chosen.length) await writeFile(values.out, await drawn(swept, channel));
    if (values.json) return print({ layer, channel, patches: chosen, unreadable });
    for (const { file, activation, area } of chosen) {
      const [x, y, w, h] = [area.x, area.y, area.width, area.height].map(Math.round);
      print(`${activation.toPrecision(4).padStart(9)}  ${w} x ${h} from ${x}, ${y}  ${file}`);
    }
    for (const { why } of unreadable) print(why);
  },
});

/** The patches in a grid, each at the size of a thumbnail. */
async function drawn({ channels, files }: Patches, channel: number) {
  const tiles = channels[channel].map(({ file, area }) => patchOf(files[file], area, side));
  return encodePng(sheet((await Promise.all(tiles)).map(opaque)));
}
