import { resolve } from "node:path";
import { count, defineCommand, demanded, json, numbers, print, text, Usage } from "./command";
import { indexed, modelAndPictures, onTerminal, picturesFlags, picturesUsage } from "./pictures";

export const neighbours = defineCommand({
  usage: `neighbours IMAGE --in DIR --model MODEL [-k 9] [--region X,Y,W,H in pixels]
           ${picturesUsage} [--json]`,
  flags: { json, in: text, k: { type: "string", short: "k" }, region: text, ...picturesFlags },
  async run({ engine, values, operand }) {
    const image = resolve(demanded(operand, "IMAGE"));
    const k = count(values.k, "k", 9);
    const folder = demanded(values.in, "--in DIR");
    if (values.region !== undefined) {
      const { storage: _, ...job } = await modelAndPictures(folder, values);
      const wanted = { ...job, image, region: rectangle(values.region), count: k };
      const found = await engine.regionNeighbours(wanted, onTerminal());
      if (values.json) return print(found);
      for (const { similarity, file, area } of found.neighbours) {
        const [x, y, w, h] = [area.x, area.y, area.width, area.height].map(Math.round);
        print(`${similarity.toFixed(4)}  ${w} x ${h} from ${x}, ${y}  ${file}`);
      }
      return print(histogram(found.labels));
    }
    const { job } = await indexed(engine, folder, values);
    const found = await engine.neighbours({ ...job, image, count: k }, onTerminal());
    if (values.json) return print(found);
    for (const { similarity, file, prediction } of found.neighbours)
      print(`${similarity.toFixed(4)}  ${file}  (${prediction.label})`);
    print(histogram(found.labels));
  },
});

const histogram = (labels: { label: string; count: number }[]) =>
  labels.map((l) => `${l.count} ${l.label}`).join(", ");

function rectangle(given: string) {
  const [x, y, width, height, more] = numbers(given, "region");
  if (!width || !height || more !== undefined) throw new Usage("--region takes X,Y,W,H");
  return { x, y, width, height };
}
