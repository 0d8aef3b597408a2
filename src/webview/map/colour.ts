// What the points' colours say.
import { t } from "../l10n";
import type { MapPicture } from "./protocol";

export const colourings = ["label", "prediction", "right"] as const;
export type Colouring = (typeof colourings)[number];

/** Folders and classes are compared without case and separators. */
const plain = (name: string) => name.toLowerCase().replace(/[_\s-]+/g, " ");
const isRight = ({ label, prediction }: MapPicture) => plain(label) === plain(prediction);

const groupOf: Record<Colouring, (p: MapPicture) => string> = {
  label: (p) => p.label,
  prediction: (p) => p.prediction,
  right: (p) => (isRight(p) ? t("As its folder says") : t("Not as its folder says")),
};

type Rgb = [number, number, number];
/** Okabe and Ito's colours, told apart by most people; then hues around the circle. */
const distinct: Rgb[] = [
  [0, 114, 178],
  [230, 159, 0],
  [0, 158, 115],
  [204, 121, 167],
  [86, 180, 233],
  [213, 94, 0],
  [240, 228, 66],
  [150, 150, 150],
];

export interface Group {
  name: string;
  colour: Rgb;
  count: number;
}

/** Groups by name, with the group of each picture. */
export function grouped(pictures: readonly MapPicture[], by: Colouring) {
  const names = pictures.map(groupOf[by]);
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts.keys()].sort();
  const groups = sorted.map(
    (name, i): Group => ({ name, colour: colourAt(i, sorted.length), count: counts.get(name)! }),
  );
  const place = new Map(sorted.map((name, i) => [name, i]));
  return { groups, of: names.map((name) => place.get(name)!) };
}

const colourAt = (i: number, count: number): Rgb =>
  count <= distinct.length ? distinct[i] : hue((360 * i) / count);

/** Of HSL with saturation 0.65 and lightness 0.55. */
function hue(degrees: number): Rgb {
  const channel = (n: number) => {
    const k = (n + degrees / 30) % 12;
    return Math.round(255 * (0.55 - 0.65 * 0.45 * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
