import { writeFile } from "node:fs/promises";
import { sheet, tinted } from "../../draw/grid";
import type { Projected } from "../api";
import { encodePng } from "../run/picture";
import {
  count,
  defineCommand,
  demanded,
  json,
  print,
  quiet,
  subject,
  subjectFlags,
  text,
} from "./command";

export const project = defineCommand({
  usage: `project IMAGE|--tensor FILE.npy --model MODEL [--layer NAME] --channel K
           [--out FILE.png: deconvnet, guided] [--json]`,
  flags: { json, layer: text, channel: text, out: text, ...subjectFlags },
  async run({ engine, values, operand }) {
    const where = { ...subject(values, operand), layer: values.layer };
    const channel = count(demanded(values.channel, "--channel K"), "channel", 0, 0);
    const found = await engine.project({ ...where, channel }, quiet);
    if (values.out) await writeFile(values.out, await encodePng(drawn(found)));
    const { projections, ...rest } = found;
    if (values.json) return print(rest);
    const { unit, field } = found;
    print(`${found.layer}, channel ${channel}: ${unit.activation} at ${unit.x}, ${unit.y}`);
    print(
      `It sees ${field.width} x ${field.height} pixels of the input from ${field.x}, ${field.y}.`,
    );
  },
});

/** Each projection on a scale of its own, zero in the middle. */
function drawn({ projections }: Projected) {
  const tiles = Object.values(projections).map(({ dims, data }) => {
    const [, a, b, c] = dims;
    const nchw = a <= 3;
    const [height, width] = nchw ? [b, c] : [a, b];
    const most = data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    const size = width * height;
    const planes = nchw
      ? data
      : Float32Array.from(data, (_, i) => data[(i % size) * c + Math.floor(i / size)]);
    return tinted(planes, { width, height }, -most, most);
  });
  return sheet(tiles, 1, tiles.length);
}
