// A model's layer as the eye that pictures are compared by, with the store of what it has seen.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { PicturesJob } from "../api";
import type { Value } from "../graph/graph";
import type { Models } from "../models";
import type { Network } from "../network";
import type { Programs } from "../programs";
import { Refusal } from "../refusal";
import { penultimate } from "./penultimate";
import { Store } from "./store";

export interface Eye {
  programs: Programs;
  value: Value;
  layer: string;
  store: Store;
}

/** @throws Refusal `no-such-layer`, and what opening a model refuses */
export async function eyeOf(models: Models, job: PicturesJob): Promise<Eye> {
  const programs = await models.programs(job);
  const { network } = programs;
  const { value, name } = layerOf(network, job.layer);
  // The numbers follow from the file, the layer and the preprocessing, wherever the file lies.
  const model = await hashOf(job.model);
  const about = { model, layer: name, preprocessing: network.info.preprocessing };
  const key = createHash("sha256").update(JSON.stringify(about)).digest("hex").slice(0, 32);
  const dimension = dimensionOf(value);
  const store = await Store.open(job.storage, key, { model, layer: name, dimension });
  return { programs, value, layer: name, store };
}

function layerOf({ model, input, scores, layers, path }: Network, wanted: string | undefined) {
  if (wanted !== undefined) {
    const known = layers.find(({ info }) => [info.name, info.node, info.tensor].includes(wanted));
    if (known) return { value: known.value, name: known.info.name };
    throw new Refusal(
      "no-such-layer",
      `The model ${JSON.stringify(path)} has no layer "${wanted}". "glassbox layers MODEL" lists them.`,
    );
  }
  const value = penultimate(model.graph, input, scores);
  if (!value)
    throw new Refusal(
      "no-such-layer",
      `The model ${JSON.stringify(path)} ends in no layer with weights: name the layer to compare by.`,
    );
  const name = layers.find((l) => l.value === value)?.info.name ?? value.name;
  return { value, name };
}

/** Of `averaged`. */
function dimensionOf({ shape }: Value) {
  const sizes = (shape ?? []).slice(1).map((d) => d ?? 1);
  if (sizes.length === 3) return sizes[0];
  if (sizes.length === 2) return sizes[1];
  return sizes.reduce((a, b) => a * b, 1);
}

export async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(file)) hash.update(part);
  return hash.digest("hex");
}
