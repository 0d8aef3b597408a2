import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { opaque, sheet } from "../../draw/grid";
import { parametrisations } from "../api";
import { labelIndex } from "../lookup";
import { encodePng } from "../run/picture";
import {
  count,
  defineCommand,
  demanded,
  device,
  json,
  loud,
  number,
  oneOf,
  print,
  quiet,
  text,
  Usage,
} from "./command";

export const visualize = defineCommand({
  usage: `visualize --model MODEL --class INDEX|LABEL | --channel K [--layer NAME] [--seeds 3]
           [--steps 256] [--parametrisation ${parametrisations.join("|")}] [--seed 0]
           [--rate R] [--decay D] [--out FILE.png] [--json]`,
  flags: {
    json,
    model: text,
    device: text,
    class: text,
    layer: text,
    channel: text,
    seeds: text,
    steps: text,
    parametrisation: text,
    seed: text,
    rate: text,
    decay: text,
    out: text,
  },
  async run({ engine, values }) {
    const { class: label, channel, layer } = values;
    if ((label === undefined) === (channel === undefined))
      throw new Usage("give --class or --channel");
    if (label !== undefined && layer) throw new Usage("--layer goes with --channel");
    const where = {
      model: resolve(demanded(values.model, "--model MODEL")),
      device: device(values),
    };
    const objective =
      label === undefined
        ? { layer, channel: count(channel, "channel", 0, 0) }
        : { class: labelIndex((await engine.open(where, quiet)).labels, label) };
    const found = await engine.visualize(
      {
        ...where,
        objective,
        parametrisation: oneOf(
          parametrisations,
          values.parametrisation ?? "fourier",
          "parametrisation",
        ),
        seeds: count(values.seeds, "seeds", 3),
        steps: count(values.steps, "steps", 256),
        seed: count(values.seed, "seed", 0, 0),
        rate: number(values.rate, "rate"),
        decay: number(values.decay, "decay"),
      },
      loud,
    );
    const { pictures } = found;
    if (values.out)
      await writeFile(values.out, await encodePng(sheet(pictures.map(opaque), 1, pictures.length)));
    if (values.json)
      return print({
        ...found,
        pictures: pictures.map(({ rgb: _, input: __, ...figures }) => figures),
      });
    print(`${found.of}: ${found.steps} steps`);
    pictures.forEach(({ trajectory, predictions: [best], atBounds }, n) => {
      print(
        `${n}: ${found.unit} ${trajectory[0].toFixed(3)} -> ${trajectory.at(-1)!.toFixed(3)}, ` +
          `${best.label} ${(100 * best.probability).toFixed(2)} %, ` +
          `${Math.round(100 * atBounds)} % of the colours at their bounds`,
      );
    });
    for (const note of found.notes) print(note);
  },
});
