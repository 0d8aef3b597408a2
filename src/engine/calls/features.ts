// Calls about many pictures at once.
import type { PictureMap } from "../api";
import { mapWriters } from "../features/export";
import { galleryOf, histogram } from "../features/gallery";
import { bringUpToDate } from "../features/indexing";
import { nearestByCosine, nearestByDistance, rowOf } from "../features/neighbours";
import { principalComponents } from "../features/pca";
import { type Matrix, matrix, Products } from "../features/products";
import { reviewOf } from "../features/review";
import { eyeOf } from "../features/seen";
import { forget } from "../features/store";
import { embed, fewest, firstTwo } from "../features/tsne/embed";
import { Refusal } from "../refusal";
import { encodeNpy } from "../run/npy";
import type { Calls } from "./call";

type Name = "index" | "features" | "neighbours" | "map" | "review" | "tabulate" | "forget";

/** How many neighbours judge a picture's label. */
const jury = 9;

export const features: Pick<Calls, Name> = {
  async index(job, control, models) {
    if (job.files.length === 0) throw new Refusal("no-pictures", "There are no pictures to index.");
    control.progress({ fraction: 0, message: "opening the model" });
    const { done, store, layer } = await inTurn(async () => {
      const { store, ...eye } = await eyeOf(models, job);
      const done = await bringUpToDate({ ...eye, store }, job.files, control).finally(() =>
        store.keepWithin(job.storage),
      );
      return { done, store, layer: eye.layer };
    });
    const count = job.files.filter((file) => store.entries.has(file)).length;
    return { ...done, count, layer, dimension: store.about.dimension, folder: store.folder };
  },

  async features(job, _, models) {
    const { pictures, vectors } = await galleryOf(models, job);
    const npy = encodeNpy([vectors.rows, vectors.columns], vectors.data);
    return { files: pictures.map((p) => p.file), npy };
  },

  async neighbours(job, control, models) {
    const own = job.files.includes(job.image) ? job.files : [...job.files, job.image];
    await inTurn(async () => {
      const eye = await eyeOf(models, job);
      if (eye.store.entries.has(job.image)) return;
      const { failed } = await bringUpToDate(eye, [job.image], control);
      if (failed.length) throw new Refusal("picture-unreadable", failed[0].why);
    });
    const { pictures, vectors } = await galleryOf(models, { ...job, files: own });
    const self = pictures.findIndex((p) => p.file === job.image);
    const near = await withProducts((products) =>
      nearestByCosine(rowOf(vectors, self), vectors, job.count, products, (_, row) => row === self),
    );
    const neighbours = near[0].map(({ row, similarity }) => ({ ...pictures[row], similarity }));
    return { neighbours, labels: histogram(neighbours) };
  },

  async map(job, control, models) {
    const { pictures, vectors } = await galleryOf(models, job);
    const made = await withProducts((products) =>
      job.projection === "pca" || vectors.rows < fewest
        ? principal(vectors, products, job.seed)
        : neighbourly(embed(vectors, job, products, control)),
    );
    const few = job.projection === "t-sne" && made.projection === "pca";
    const notes = few
      ? [`t-SNE needs ${fewest} pictures: these ${vectors.rows} are shown by principal components.`]
      : [];
    return { pictures, notes, ...made };
  },

  async review(job, control, models) {
    const { eye, pictures, vectors } = await galleryOf(models, job);
    control.progress({ fraction: 0, message: "comparing pictures" });
    const k = Math.min(jury, vectors.rows - 1);
    // Of vectors of length 1 the nearest are those with the largest cosine.
    const lists = await withProducts((products) => nearestByDistance(vectors, k, products));
    const near = pictures.map((_, i) => Array.from(lists.indices.subarray(i * k, (i + 1) * k)));
    return reviewOf(pictures, eye.programs.network.info.labels, near);
  },

  tabulate: async ({ map, format }) => Buffer.from(mapWriters[format](map)),

  forget: ({ folder }) => forget(folder),
};

type Made = Pick<PictureMap, "positions" | "projection" | "figures">;

async function principal(vectors: Matrix, products: Products, seed: number): Promise<Made> {
  const { scores, shares } = await principalComponents(vectors, 2, products, seed);
  const figures = { explained: shares.reduce((a, b) => a + b, 0) };
  const plane = matrix(scores.rows, 2, Float32Array.from(firstTwo(scores)));
  return { positions: plane.data, projection: "pca", figures };
}

async function neighbourly(made: ReturnType<typeof embed>): Promise<Made> {
  const { positions, ...figures } = await made;
  return { positions, projection: "t-sne", figures };
}

let turn: Promise<unknown> = Promise.resolve();
/** Two that write to one store would overwrite each other's rows. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => {});
  return mine;
}

async function withProducts<T>(work: (products: Products) => Promise<T>): Promise<T> {
  const products = new Products();
  try {
    return await work(products);
  } finally {
    await products.release();
  }
}
