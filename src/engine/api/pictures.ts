// The part of the contract that is about many pictures: their features, neighbours and map.
import type { ModelJob, Prediction } from "../api";

/** Where features are kept between calls, and how many bytes they may take together. */
export interface Storage {
  folder: string;
  limit: number;
}

/** The pictures that a call is about, seen through one layer of a model. */
export interface PicturesJob extends ModelJob {
  /** Absolute paths. */
  files: string[];
  /** A layer's name, node or tensor; what the classifier is given if absent. */
  layer?: string;
  storage: Storage;
}

export interface Indexed {
  /** Pictures that have features now, and how many of them are new. */
  count: number;
  added: number;
  /** Pictures that could not be read. */
  failed: { file: string; why: string }[];
  layer: string;
  dimension: number;
  /** Of the new ones. */
  picturesPerSecond: number;
  /** Absolute path of what holds them. */
  folder: string;
}

/** A picture as the index knows it. */
export interface IndexedPicture {
  file: string;
  /** The folder it lies in, as ImageFolder labels pictures. */
  label: string;
  /** The best class. */
  prediction: Omit<Prediction, "score">;
}

export interface NeighboursJob extends PicturesJob {
  /** Absolute path of the picture whose neighbours are wanted; it need not be indexed. */
  image: string;
  count: number;
}
export interface Neighbour extends IndexedPicture {
  /** Cosine of the angle between the features. */
  similarity: number;
}
export interface Neighbours {
  neighbours: Neighbour[];
  /** How often each label stands among them, most often first. */
  labels: { label: string; count: number }[];
}

export interface MapJob extends PicturesJob {
  projection: "t-sne" | "pca";
  seed: number;
  perplexity: number;
}
export interface PictureMap {
  /** In the order of `positions`. */
  pictures: IndexedPicture[];
  /** [N, 2]. */
  positions: Float32Array;
  /** What was made: t-SNE needs 15 pictures. */
  projection: MapJob["projection"];
  notes: string[];
  /** Such as `divergence` and `perplexity`. */
  figures: Record<string, number>;
}

/** What the folders' names say of the predictions. */
export interface Review {
  /** Labels that are names of classes: rows are the folder's, columns the prediction's. */
  classes: string[];
  confusion: number[][];
  accuracy: number;
  /** Most confident first. */
  wrong: IndexedPicture[];
  /** Pictures whose neighbours mostly have another label, most of them first. */
  suspects: (IndexedPicture & { neighbours: string; share: number })[];
}
