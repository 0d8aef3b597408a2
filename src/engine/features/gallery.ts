// The indexed pictures that a call is about, with their labels and vectors.
import { basename, dirname } from "node:path";
import type { IndexedPicture, Neighbours, PicturesJob } from "../api";
import type { Models } from "../models";
import { Refusal } from "../refusal";
import type { Matrix } from "./products";
import { type Eye, eyeOf } from "./seen";

export interface Gallery {
  eye: Eye;
  pictures: IndexedPicture[];
  /** A row for each picture, of length 1. */
  vectors: Matrix;
}

/** @throws Refusal `not-indexed` if none of the pictures has features */
export async function galleryOf(models: Models, job: PicturesJob): Promise<Gallery> {
  const eye = await eyeOf(models, job);
  const entries = job.files.flatMap((file) => eye.store.entries.get(file) ?? []);
  if (entries.length === 0)
    throw new Refusal(
      "not-indexed",
      `None of the ${job.files.length} pictures is indexed for ${JSON.stringify(basename(job.model))} ` +
        `at "${eye.layer}": index them first.`,
    );
  const { labels } = eye.programs.network.info;
  const pictures = entries.map(({ file, top, probability }) => ({
    file,
    label: basename(dirname(file)),
    prediction: { index: top, label: labels[top], probability },
  }));
  return { eye, pictures, vectors: await eye.store.vectors(entries) };
}

/** How often each label stands among pictures, most often first. */
export function histogram(pictures: readonly IndexedPicture[]): Neighbours["labels"] {
  const counts = new Map<string, number>();
  for (const { label } of pictures) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
}
