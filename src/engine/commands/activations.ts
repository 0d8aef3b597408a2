import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { magnified, sheet } from "../../draw/grid";
import { activationTiles } from "../../draw/tiles";
import { type Activations, channelOrders } from "../api";
import { encodeNpy } from "../run/npy";
import { encodePng } from "../run/picture";
import {
  count,
  defineCommand,
  json,
  oneOf,
  print,
  quiet,
  signed,
  subject,
  subjectFlags,
  text,
  Usage,
} from "./command";
import { target, targetFlags } from "./target";

const writers: Record<string, (a: Activations) => Uint8Array | Promise<Uint8Array>> = {
  ".npy": (a) => encodeNpy([1, a.shown.length, a.height, a.width], a.data),
  ".png": (a) => encodePng(sheet(activationTiles(a, "layer"), magnified(a))),
};

export const activations = defineCommand({
  usage: `activations IMAGE|--tensor FILE.npy --model MODEL [--layer NAME] [--top 64]
           [--sort ${channelOrders.join("|")}] [--target INDEX|LABEL] [--out FILE.npy|.png] [--json]`,
  flags: { json, layer: text, sort: text, top: text, out: text, ...subjectFlags, ...targetFlags },
  async run({ engine, values, operand }) {
    const where = subject(values, operand);
    const { out } = values;
    const write = out && writers[extname(out).toLowerCase()];
    if (out && !write) throw new Usage(`--out ${out}: it ends in ${Object.keys(writers)}`);
    const found = await engine.activations(
      {
        ...where,
        layer: values.layer,
        target: await target(engine, where, values),
        sort: oneOf(channelOrders, values.sort ?? "mean", "sort"),
        show: { first: 0, count: count(values.top, "top", 64) },
      },
      quiet,
    );
    if (out && write) await writeFile(out, await write(found));
    const { data: _, ...figures } = found;
    if (values.json) return print(figures);
    print(`${found.layer}: ${found.channels.length} channels of ${found.width} x ${found.height}`);
    print("channel       mean        max        min  contribution");
    for (const c of found.channels.slice(0, found.shown.length)) {
      const all = [c.mean, c.max, c.min, c.contribution].map(signed);
      print(`${String(c.channel).padStart(7)} ${all.map((v) => v.padStart(10)).join(" ")}`);
    }
  },
});
