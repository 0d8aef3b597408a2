import { defineMethod } from "./method";

export const attention = defineMethod({
  id: "attention",
  title: "The network's attention",
  about: "Where the network itself attends for the class; for networks with a map per class.",
  group: "regions",
  paper: "https://arxiv.org/abs/2009.06138",
  needs: ["layer", "attention"],
  params: {},
  /** Slots that belong to one class are added up, those of a class that is spoken against taken off. */
  async explain(lab) {
    const { dims, data } = await lab.attention();
    const [, slots, height, width] = dims;
    const area = height * width;
    const each = slots / lab.seed.length;
    const values = new Float32Array(area);
    for (let i = 0; i < slots * area; i++)
      values[i % area] += lab.seed[Math.floor(i / area / each)] * data[i];
    const view = lab.seed.some((w) => w < 0) ? "signed" : "positive";
    return {
      raw: { dims: [height, width], data: values },
      map: { width, height, values, view, unit: "attention", clip: 100 },
    };
  },
});
