// The ways that pictures are commonly made into inputs: what else a network may have been trained on.
import type { Preprocessing, Sidecar } from "../api";

export interface Candidate {
  name: string;
  settings: Sidecar;
}

const unit = 1 / 255;
const same = (v: number) => [v, v, v];

/** Scale and normalisation, in R, G, B. */
const scales: [string, { rescale_factor: number; mean: number[]; std: number[] }][] = [
  ["0 to 1", { rescale_factor: unit, mean: same(0), std: same(1) }],
  ["0 to 255", { rescale_factor: 1, mean: same(0), std: same(1) }],
  ["-1 to 1", { rescale_factor: unit, mean: same(0.5), std: same(0.5) }],
  [
    "ImageNet's mean and std",
    { rescale_factor: unit, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  ],
  ["0 to 255 minus means", { rescale_factor: 1, mean: [123.68, 116.779, 103.939], std: same(1) }],
];

/** Every scale in both channel orders; one channel has no order. */
export function scaleCandidates({ channel_order }: Preprocessing): Candidate[] {
  if (channel_order === "grey")
    return scales.slice(0, 3).map(([name, { rescale_factor, mean, std }]) => ({
      name,
      settings: { rescale_factor, mean: mean.slice(0, 1), std: std.slice(0, 1) },
    }));
  return scales.flatMap(([name, { rescale_factor, mean, std }]) => [
    {
      name: `${name}, RGB`,
      settings: { channel_order: "RGB" as const, rescale_factor, mean, std },
    },
    {
      name: `${name}, BGR`,
      settings: {
        channel_order: "BGR" as const,
        rescale_factor,
        mean: mean.toReversed(),
        std: std.toReversed(),
      },
    },
  ]);
}

/** Where in the picture the network looks. */
export function placeCandidates({ height, width }: Preprocessing): Candidate[] {
  const side = Math.min(height, width);
  const wide = Math.round((side * 256) / 224);
  return [
    { name: "crop", settings: { resize: "crop", resize_short: side } },
    { name: "resize and crop", settings: { resize: "crop", resize_short: wide } },
    { name: "stretch", settings: { resize: "stretch", resize_short: side } },
    { name: "letterbox", settings: { resize: "letterbox", resize_short: side } },
  ];
}

/** Whether a candidate is what is done already: one affine map can be written in many ways. */
export function isSame(how: Preprocessing, { settings }: Candidate): boolean {
  const then = { ...how, ...settings };
  const near = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a));
  const same = (f: (s: Preprocessing, c: number) => number) =>
    how.mean.every((_, c) => near(f(how, c), f(then, c)));
  return (
    how.channel_order === then.channel_order &&
    how.resize === then.resize &&
    (how.resize === "letterbox" || how.resize_short === then.resize_short) &&
    same((s, c) => (255 * s.rescale_factor) / s.std[c]) &&
    same((s, c) => s.mean[c] / s.std[c])
  );
}
