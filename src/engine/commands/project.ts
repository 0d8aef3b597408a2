import { writeFile } from "node:fs/promises";
import { sheet } from "../../draw/grid";
import { projectionTiles } from "../../draw/tiles";
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
    if (values.out)
      await writeFile(
        values.out,
        await encodePng(sheet(Object.values(projectionTiles(found)), 1, 2)),
      );
    const { projections, ...rest } = found;
    if (values.json) return print(rest);
    const { unit, field } = found;
    print(`${found.layer}, channel ${channel}: ${unit.activation} at ${unit.x}, ${unit.y}`);
    print(
      `It sees ${field.width} x ${field.height} pixels of the input from ${field.x}, ${field.y}.`,
    );
  },
});
