import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { magnified, sheet } from "../../draw/grid";
import { filterTiles } from "../../draw/tiles";
import type { Filters } from "../api";
import { encodePng } from "../run/picture";
import {
  count,
  defineCommand,
  demanded,
  device,
  json,
  print,
  quiet,
  signed,
  text,
} from "./command";

export const filters = defineCommand({
  usage: `filters MODEL [--layer NAME] [--image FILE: marks filters that it leaves silent]
           [--top 64] [--inputs 8] [--out FILE.png] [--json]`,
  flags: { json, device: text, layer: text, image: text, top: text, inputs: text, out: text },
  async run({ engine, values, operand }) {
    const found = await engine.filters(
      {
        model: resolve(demanded(operand, "MODEL")),
        device: device(values),
        layer: values.layer,
        image: values.image === undefined ? undefined : { file: resolve(values.image) },
        show: { first: 0, count: count(values.top, "top", 64) },
        inputs: { first: 0, count: count(values.inputs, "inputs", 8) },
      },
      quiet,
    );
    if (values.out) await writeFile(values.out, await encodePng(drawn(found)));
    const { data: _, ...figures } = found;
    if (values.json) return print(figures);
    print(`${found.layer}: ${found.shape[0]} filters of ${found.shape.slice(1).join(" x ")}`);
    for (const f of found.filters.slice(0, found.shown.length)) {
      const norms = [f.norm, f.effectiveNorm, f.min, f.max].map((v) => signed(v).padStart(10));
      const twin = f.duplicateOf === undefined ? "" : `as filter ${f.duplicateOf}`;
      const marks = [f.dead ?? "", twin].filter(Boolean).join(", ");
      print(`${String(f.filter).padStart(7)} ${norms.join(" ")}  ${marks}`.trimEnd());
    }
    for (const note of found.notes) print(note);
  },
});

/** A grid of colour tiles, or a row of input channels for each filter. */
function drawn(found: Filters) {
  const tiles = filterTiles(found).flat();
  return sheet(tiles, magnified(tiles[0], 36), found.colour ? undefined : found.inputs.count);
}
