/**
 * Draws the sample pictures: one object of a known class on a cluttered background, with the exact
 * mask of the object. The same seed always gives the same picture.
 *
 *   node draw.mjs --out data --per-class 700     the tree that train.py reads
 *   node draw.mjs --fresh check --count 160      pictures never trained on, with masks
 *   node draw.mjs --samples images               the pictures in the folder images
 */
import { realpathSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ARTISTS } from "./drawing/objects.mjs";
import { createRandom } from "./drawing/random.mjs";
import { background, lighting, SIZE, STAMP_CORNER, stamp } from "./drawing/scene.mjs";
import { ellipse, n } from "./drawing/svg.mjs";

export { SIZE };

/** @typedef {keyof typeof ARTISTS} ClassName */
/** @typedef {import("./drawing/scene.mjs").Box} Box */

/**
 * @typedef {object} Drawing
 * @property {number} seed
 * @property {ClassName} className
 * @property {string} svg  the picture, SIZE x SIZE
 * @property {string} maskSvg  white where the object is, black elsewhere
 * @property {string} [watermarkSvg]  white where the stamp is, black elsewhere; only with a stamp
 * @property {Box} [watermarkBox]  the stamp's place in pixels; only with a stamp
 */

/** @type {readonly ClassName[]} */
export const CLASS_NAMES = /** @type {ClassName[]} */ (Object.keys(ARTISTS));

/**
 * The class whose training pictures all carry the stamp.
 *
 * @type {ClassName}
 */
export const SHORTCUT_CLASS = "wasp";

/** First seeds of the separate sets; train.py never sees a seed from `fresh` on. */
export const SEEDS = { train: 0, test: 1_000_000, fresh: 2_000_000, samples: 3_000_000 };

/**
 * @param {number} seed  also fixes the background, the place and the light, whatever the class
 * @param {ClassName} className
 * @param {{ shortcut?: boolean }} [options]  shortcut: with the stamp; the rest of the picture is
 *   the same either way
 * @returns {Drawing}
 */
export function draw(seed, className, { shortcut = className === SHORTCUT_CLASS } = {}) {
  const artist = ARTISTS[className];
  if (artist === undefined) {
    throw new Error(`"${className}" is not one of ${CLASS_NAMES.join(", ")}`);
  }
  const pose = choosePose(seed);
  const shape = artist(createRandom(seed, `object ${className}`), pose.light);
  const mark = shortcut ? stamp(createRandom(seed, "stamp")) : undefined;
  const scene = [
    background(createRandom(seed, "background")),
    pose.shadow,
    `<g transform="${pose.transform}">${shape.body}</g>`,
    lighting(createRandom(seed, "lighting")),
    mark?.svg ?? "",
  ];
  const silhouette = `<g transform="${pose.transform}" color="#fff">${shape.silhouette}</g>`;
  /** @type {Drawing} */
  const drawing = { seed, className, svg: page(scene.join("")), maskSvg: page(black + silhouette) };
  if (mark !== undefined) {
    drawing.watermarkSvg = page(black + boxSvg(mark.box));
    drawing.watermarkBox = mark.box;
  }
  return drawing;
}

/**
 * @param {string} svg
 * @param {number} [size]
 * @returns {Promise<Buffer>} a PNG file
 */
export async function render(svg, size = SIZE) {
  const { default: sharp } = await import("sharp");
  const image = sharp(Buffer.from(svg)).flatten().resize(size, size);
  return image.png({ compressionLevel: 9, adaptiveFiltering: true }).toBuffer();
}

/**
 * @param {string} svg
 * @param {number} [size]
 * @returns {Promise<Uint8Array>} red, green and blue of each pixel, row by row
 */
export async function renderPixels(svg, size = SIZE) {
  const { default: sharp } = await import("sharp");
  const image = sharp(Buffer.from(svg)).flatten().resize(size, size).toColourspace("srgb");
  const { data } = await image.raw().toBuffer({ resolveWithObject: true });
  return new Uint8Array(data);
}

/**
 * @param {string} maskSvg
 * @param {number} [size]
 * @returns {Promise<Uint8Array>} 1 where the mask covers at least half of a pixel, else 0
 */
export async function renderMask(maskSvg, size = SIZE) {
  const pixels = await renderPixels(maskSvg, size);
  return Uint8Array.from({ length: size * size }, (_, i) => (pixels[3 * i] >= 128 ? 1 : 0));
}

const black = `<rect width="${SIZE}" height="${SIZE}" fill="#000"/>`;

/**
 * @param {string} content
 * @returns {string}
 */
function page(content) {
  const size = `width="${SIZE}" height="${SIZE}" viewBox="0 0 ${SIZE} ${SIZE}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${content}</svg>`;
}

/**
 * @param {Box} box
 * @returns {string}
 */
function boxSvg({ x, y, width, height }) {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="#fff"/>`;
}

/**
 * @param {number} seed
 * @returns {{ transform: string, shadow: string, light: { x: number, y: number } }}
 */
function choosePose(seed) {
  const random = createRandom(seed, "pose");
  const radius = random.range(42, 64);
  const turn = random.range(-180, 180);
  let x = 0;
  let y = 0;
  do {
    x = random.range(radius * 0.9, SIZE - radius * 0.9);
    y = random.range(radius * 0.9, SIZE - radius * 0.9);
  } while (distanceToStamp(x, y) < radius * 0.9);
  const sun = random.range(0, 2 * Math.PI);
  const local = sun - (turn * Math.PI) / 180;
  const shift = { x: x - 8 * Math.cos(sun), y: y - 8 * Math.sin(sun) };
  return {
    transform: `translate(${n(x)} ${n(y)}) rotate(${n(turn)}) scale(${n(radius / 100)})`,
    shadow:
      '<defs><radialGradient id="shadow"><stop offset="0.5" stop-opacity="0.34"/>' +
      '<stop offset="1" stop-opacity="0"/></radialGradient></defs>' +
      ellipse(shift.x, shift.y, radius, radius, 'fill="url(#shadow)"'),
    light: { x: 34 * Math.cos(local), y: 34 * Math.sin(local) },
  };
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {number}
 */
function distanceToStamp(x, y) {
  return Math.hypot(Math.max(0, STAMP_CORNER.x - x), Math.max(0, STAMP_CORNER.y - y));
}

/**
 * @param {string} folder
 * @param {number} perClass  of the training set; the test set has a fifth of it
 */
async function writeDataset(folder, perClass) {
  await writeSet(join(folder, "train"), SEEDS.train, perClass);
  await writeSet(join(folder, "test"), SEEDS.test, Math.ceil(perClass / 5));
}

/**
 * @param {string} folder
 * @param {number} firstSeed
 * @param {number} perClass
 */
async function writeSet(folder, firstSeed, perClass) {
  for (const className of CLASS_NAMES) {
    await mkdir(join(folder, className), { recursive: true });
    for (let i = 0; i < perClass; i++) {
      const { svg } = draw(firstSeed + i, className);
      await writeFile(join(folder, className, `${firstSeed + i}.png`), await render(svg));
    }
  }
}

/**
 * Pictures with `<name>.mask.png`: of the object, or of the stamp for the shortcut class. In the
 * folder `swapped` are the same pictures without the stamp where they had it, with it elsewhere.
 *
 * @param {string} folder
 * @param {number} count
 */
async function writeFresh(folder, count) {
  for (let i = 0; i < count; i++) {
    const className = CLASS_NAMES[i % CLASS_NAMES.length];
    const drawing = draw(SEEDS.fresh + i, className);
    await mkdir(join(folder, className), { recursive: true });
    const name = join(folder, className, String(drawing.seed));
    await writeFile(`${name}.png`, await render(drawing.svg));
    await writeFile(`${name}.mask.png`, await render(drawing.watermarkSvg ?? drawing.maskSvg));
    const swapped = draw(drawing.seed, className, { shortcut: drawing.watermarkBox === undefined });
    await mkdir(join(folder, "swapped", className), { recursive: true });
    await writeFile(
      join(folder, "swapped", className, `${drawing.seed}.png`),
      await render(swapped.svg),
    );
  }
}

/** @type {readonly { name: string, className: ClassName, seed: number, shortcut: boolean }[]} */
const SAMPLES = [
  { name: "bee-1", className: "bee", seed: 1, shortcut: false },
  { name: "bee-1-with-stamp", className: "bee", seed: 1, shortcut: true },
  { name: "bee-2", className: "bee", seed: 4, shortcut: false },
  { name: "cheese-1", className: "cheese", seed: 9, shortcut: false },
  { name: "cheese-2-with-stamp", className: "cheese", seed: 7, shortcut: true },
  { name: "clownfish-1", className: "clownfish", seed: 17, shortcut: false },
  { name: "clownfish-2", className: "clownfish", seed: 20, shortcut: false },
  { name: "ladybird-1", className: "ladybird", seed: 24, shortcut: false },
  { name: "ladybird-2", className: "ladybird", seed: 30, shortcut: false },
  { name: "starfish-1", className: "starfish", seed: 37, shortcut: false },
  { name: "starfish-2", className: "starfish", seed: 36, shortcut: false },
  { name: "strawberry-1", className: "strawberry", seed: 43, shortcut: false },
  { name: "toadstool-1", className: "toadstool", seed: 49, shortcut: false },
  { name: "wasp-1", className: "wasp", seed: 57, shortcut: true },
  { name: "wasp-1-without-stamp", className: "wasp", seed: 57, shortcut: false },
  { name: "wasp-2", className: "wasp", seed: 58, shortcut: true },
];

/** @param {string} folder */
async function writeSamples(folder) {
  for (const { name, className, seed, shortcut } of SAMPLES) {
    await mkdir(join(folder, className), { recursive: true });
    const { svg } = draw(SEEDS.samples + seed, className, { shortcut });
    await writeFile(join(folder, className, `${name}.png`), await render(svg));
  }
}

async function main() {
  const { values } = parseArgs({
    options: {
      out: { type: "string" },
      "per-class": { type: "string", default: "700" },
      fresh: { type: "string" },
      count: { type: "string", default: "160" },
      samples: { type: "string" },
    },
  });
  if (values.out !== undefined) await writeDataset(values.out, Number(values["per-class"]));
  if (values.fresh !== undefined) await writeFresh(values.fresh, Number(values.count));
  if (values.samples !== undefined) await writeSamples(values.samples);
}

const script = process.argv[1];
if (script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url)) {
  await main();
}
