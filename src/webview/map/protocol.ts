// What the map of pictures and its panel may say to each other.
import {
  type Check,
  checkedBy,
  index,
  is,
  list,
  listOf,
  maybe,
  number,
  shape,
  text,
} from "../protocol/checks";

/** A picture on the map; the page knows it by its place in the list. */
export interface MapPicture {
  /** Path relative to the workspace. */
  name: string;
  label: string;
  prediction: string;
  probability: number;
}
export const projections = ["t-sne", "pca"] as const;
export type Projection = (typeof projections)[number];
export const exportKinds = [".csv", ".parquet", ".html"] as const;
export type ExportKind = (typeof exportKinds)[number];

export type ToMapPage =
  | { kind: "pictures"; pictures: MapPicture[]; model: string; failed: number }
  | { kind: "progress"; fraction: number; message: string; positions?: Float32Array }
  | { kind: "mapped"; projection: Projection; positions: Float32Array; notes: string[] }
  | { kind: "thumbnail"; picture: number; bytes: Uint8Array }
  /** The picture being explained and its nearest neighbours. */
  | { kind: "explained"; picture: number; neighbours: number[] }
  | { kind: "refused"; message: string };

export type MapToHost =
  | { kind: "ready" }
  | { kind: "cancel" }
  | { kind: "project"; projection: Projection }
  | { kind: "explain"; picture: number }
  | { kind: "thumbnails"; pictures: number[] }
  | { kind: "export"; format: ExportKind }
  | { kind: "broken"; message: string };

const anything: Check = () => true;
const positions: Check = (v) => v instanceof Float32Array;

const toPage: { [K in ToMapPage["kind"]]: Check } = {
  pictures: shape({ pictures: list, model: text, failed: index }),
  progress: shape({ fraction: number, message: text, positions: maybe(positions) }),
  mapped: shape({ projection: is(...projections), positions, notes: listOf(text) }),
  thumbnail: shape({ picture: index, bytes: (v) => v instanceof Uint8Array }),
  explained: shape({ picture: index, neighbours: listOf(index) }),
  refused: shape({ message: text }),
};
const toHost: { [K in MapToHost["kind"]]: Check } = {
  ready: anything,
  cancel: anything,
  project: shape({ projection: is(...projections) }),
  explain: shape({ picture: index }),
  thumbnails: shape({ pictures: listOf(index) }),
  export: shape({ format: is(...exportKinds) }),
  broken: shape({ message: text }),
};

/** The message, or nothing if it is none of the contract's. */
export const asToMapPage = checkedBy<ToMapPage>(toPage);
export const asMapToHost = checkedBy<MapToHost>(toHost);
