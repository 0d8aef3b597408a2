// Numbers and maps in words: captions, text alternatives, announcements.
import type { HeatMap, Layer, Placement, Pointed, Preprocessing, Target } from "../engine/api";
import { t } from "./l10n";

/** "39.7 %", "< 0.1 %". */
export function percent(p: number): string {
  if (p > 0 && p < 0.001) return "< 0.1 %";
  return `${(100 * p).toFixed(p >= 0.9995 ? 0 : 1)} %`;
}

/** Three significant digits, with a real minus sign. */
export function figure(v: number): string {
  if (!Number.isFinite(v)) return Number.isNaN(v) ? "NaN" : v > 0 ? "∞" : "−∞";
  const size = Math.abs(v);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? size.toExponential(1) : short(size);
  return v < 0 && Number(text) !== 0 ? `−${text}` : text;
}
const short = (v: number) => String(Number(v.toPrecision(3)));

/** Two significant digits: "0.13". */
export const brief = (v: number) => String(Number(v.toPrecision(2)));

/** "7 ms", "2.4 s". */
export const duration = (ms: number) =>
  ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;

/** "14:03:05" */
export const clock = (time: number) => new Date(time).toLocaleTimeString("en-GB");

/** "128 × 27²", "64 × 55 × 40". */
export function shapeOf({ shape }: Layer): string {
  const [, channels, height, width] = shape;
  if (shape.length !== 4) return shape.map((n) => n ?? "N").join(" × ");
  return height === width ? `${channels} × ${height}²` : `${channels} × ${height} × ${width}`;
}

const rows = [t("upper"), t("middle"), t("lower")];
const columns = [t("left"), t("centre"), t("right")];

/** Where a map is largest, in the map's own 0 to 1 and in words. */
export function peakOf({ width, height, values }: HeatMap) {
  let best = 0;
  for (let p = 1; p < values.length; p++) if (values[p] > values[best]) best = p;
  const u = ((best % width) + 0.5) / width;
  const v = (Math.floor(best / width) + 0.5) / height;
  const third = (t: number) => Math.min(2, Math.floor(t * 3));
  return { u, v, value: values[best], words: `${rows[third(v)]} ${columns[third(u)]}` };
}

/** Mean values of nine parts of the map: the table behind the picture. */
export function ninths({ width, height, values }: HeatMap) {
  const sums = Array.from({ length: 9 }, () => ({ sum: 0, count: 0 }));
  values.forEach((value, p) => {
    const row = Math.floor((Math.floor(p / width) * 3) / height);
    const part = sums[row * 3 + Math.floor(((p % width) * 3) / width)];
    part.sum += value;
    part.count++;
  });
  const means = sums.map(({ sum, count }) => (count ? sum / count : 0));
  return rows.map((row, r) => ({ row, means: means.slice(3 * r, 3 * r + 3) }));
}
export const ninthColumns = columns;

const pointedWords = (target: Pointed) => ("id" in target ? target.id : t("what you point at"));

/** "Egyptian cat", "Egyptian cat, not tiger cat". */
export function targetWords(target: Target, labels: readonly string[]): string {
  if (target.kind === "top") return t("the best class");
  const own = "label" in target ? String(target.label) : undefined;
  if (!("index" in target)) return own ?? pointedWords(target);
  const name = labels[target.index] ?? own ?? t("class {0}", target.index);
  if (target.kind === "class") return name;
  return t("{0}, not {1}", name, labels[target.against] ?? t("class {0}", target.against));
}

/** How the picture became the network's input. */
export function resizing(p: Preprocessing): string {
  const input = `${p.width} × ${p.height}`;
  return {
    crop: t("short side to {0}, centre {1}", p.resize_short, input),
    stretch: t("stretched to {0}", input),
    letterbox: t("fitted into {0}", input),
  }[p.resize];
}

/** A point of the picture in the network's input, which `placement` covers. */
export const toNetwork = (at: { x: number; y: number }, seen: Placement, input: Preprocessing) => ({
  x: ((at.x - seen.x) / seen.width) * input.width,
  y: ((at.y - seen.y) / seen.height) * input.height,
});
