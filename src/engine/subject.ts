// What a job is about: a picture made into a network's input, and the scores it gets.
import { readFile } from "node:fs/promises";
import type { Control, Job, PictureInfo, Predicted, PredictJob } from "./api";
import { expectedOf } from "./expected";
import type { NdFloats } from "./methods";
import type { Models } from "./models";
import type { Network } from "./network";
import { geometryOf, type Readable, readingOf, readOutputs } from "./outputs";
import { top } from "./predictions";
import type { Programs } from "./programs";
import { cancelled, Refusal } from "./refusal";
import { decodeNpy } from "./run/npy";
import { preprocess } from "./run/preprocess";

const topCount = 5;

export interface Subject {
  programs: Programs;
  input: NdFloats;
  /** What was read from the outputs, where they are no list of classes. */
  readable?: Readable;
  /** Of the picture, one for each class. */
  scores: Float32Array;
  predicted: Predicted;
}

/** Opens the model, reads the picture, and predicts. */
export async function subjectOf(
  models: Models,
  job: PredictJob,
  control: Control,
): Promise<Subject> {
  const timings: Record<string, number> = {};
  const timed = async <T>(name: string, work: Promise<T>) => {
    const start = performance.now();
    const result = await work;
    timings[name] = performance.now() - start;
    if (control.signal.aborted) throw cancelled();
    return result;
  };
  const programs = await timed("open", models.programs(job));
  const { network } = programs;
  const { input, picture, notes } = await timed("preprocess", inputOf(job.image, network));
  const scores = await timed("predict", programs.scores(input));
  const readable = await readOutputs(programs, input, geometryOf(network, picture));
  const predicted: Predicted = {
    model: job.model,
    picture,
    // Numbers of an output that is no list of classes say nothing.
    predictions: readable ? [] : top(scores, network, job.top ?? topCount),
    reading: readable && (await readingOf(readable, programs, input)),
    expected:
      "file" in job.image && !readable
        ? expectedOf(job.image.file, network.info.labels)
        : undefined,
    notes,
    device: programs.provider,
    notUsed: programs.notUsed.length ? programs.notUsed : undefined,
    timings,
  };
  return { programs, input, readable, predicted, scores };
}

export async function inputOf(
  image: Job["image"],
  { info, input, given }: Network,
): Promise<{ input: NdFloats; picture?: PictureInfo; notes: string[] }> {
  if (given) return { input: given, notes: [] };
  if ("tensor" in image) {
    const read = decodeNpy(await readFile(image.tensor).catch(() => new Uint8Array(0)));
    const wanted = [1, ...input.shape!.slice(1)];
    if (String(read.dims) !== String(wanted))
      throw new Refusal(
        "picture-unreadable",
        `The tensor has shape [${read.dims}]; the model's input "${input.name}" takes [${wanted}].`,
      );
    return { input: read, notes: [] };
  }
  const prepared = await preprocess(image.file, info.preprocessing);
  const { width, height, displayable, notes } = prepared.picture;
  const picture = { width, height, displayable, placement: prepared.placement };
  return { input: prepared.input, picture, notes };
}
