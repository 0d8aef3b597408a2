// What the folders' names say of the predictions, and what neighbours say of the folders' names.
import type { IndexedPicture, Review } from "../api";
import { histogram } from "./gallery";

/** Names are compared without case, and "tiger_shark" is "tiger shark". */
const plain = (name: string) => name.toLowerCase().replace(/[_\s-]+/g, " ");

/**
 * @param labels of the network's classes
 * @param neighbours of each picture, by their places among `pictures`
 */
export function reviewOf(
  pictures: readonly IndexedPicture[],
  labels: readonly string[],
  neighbours: readonly (readonly number[])[],
): Review {
  const known = new Map(labels.map((label, index) => [plain(label), index]));
  const judged = pictures.flatMap((picture) => {
    const actual = known.get(plain(picture.label));
    return actual === undefined ? [] : [{ picture, actual }];
  });
  const seen = new Set(judged.flatMap(({ picture, actual }) => [actual, picture.prediction.index]));
  const columns = [...seen].sort((a, b) => a - b);
  const place = new Map(columns.map((index, i) => [index, i]));
  const confusion = columns.map(() => columns.map(() => 0));
  for (const { picture, actual } of judged)
    confusion[place.get(actual)!][place.get(picture.prediction.index)!]++;
  const wrong = judged
    .filter(({ picture, actual }) => picture.prediction.index !== actual)
    .map(({ picture }) => picture)
    .sort((a, b) => b.prediction.probability - a.prediction.probability);
  return {
    classes: columns.map((index) => labels[index]),
    confusion,
    accuracy: judged.length ? 1 - wrong.length / judged.length : Number.NaN,
    wrong,
    suspects: suspects(pictures, neighbours),
  };
}

/** Most of a picture's neighbours have one other label. */
function suspects(
  pictures: readonly IndexedPicture[],
  neighbours: readonly (readonly number[])[],
): Review["suspects"] {
  return pictures
    .flatMap((picture, i) => {
      const [most] = histogram(neighbours[i].map((j) => pictures[j]));
      const share = most ? most.count / neighbours[i].length : 0;
      const other = share > 0.5 && most.label !== picture.label;
      return other ? [{ ...picture, neighbours: most.label, share }] : [];
    })
    .sort((a, b) => b.share - a.share);
}
