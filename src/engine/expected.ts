// What the picture should be, if its folder says so.
import { basename, dirname } from "node:path";
import type { Predicted } from "./api";

/** "sea-lion", "Sea Lion" and "sea_lion" are the same name. */
const plain = (name: string) =>
  name
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\s_-]+/g, "");

/** The one label that the picture's folder is named after; two of them say nothing. */
export function expectedOf(file: string, labels: readonly string[]): Predicted["expected"] {
  const from = basename(dirname(file));
  const wanted = plain(from);
  const found = labels.flatMap((label, index) =>
    wanted && plain(label) === wanted ? [{ index, label, from }] : [],
  );
  return found.length === 1 ? found[0] : undefined;
}
