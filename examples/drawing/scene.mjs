import { css, ellipse, n, path, polar, smoothLoop, stroke } from "./svg.mjs";

/** @typedef {import("./random.mjs").Random} Random */
/** @typedef {import("./svg.mjs").Colour} Colour */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box */

/** Side of a picture in pixels. */
export const SIZE = 192;

/** @type {readonly (readonly Colour[])[]} */
const SETTINGS = [
  [
    { h: 95, s: 34, l: 58 },
    { h: 130, s: 30, l: 38 },
    { h: 70, s: 40, l: 70 },
  ],
  [
    { h: 198, s: 45, l: 62 },
    { h: 215, s: 42, l: 42 },
    { h: 178, s: 34, l: 72 },
  ],
  [
    { h: 40, s: 42, l: 74 },
    { h: 30, s: 34, l: 58 },
    { h: 48, s: 45, l: 84 },
  ],
  [
    { h: 265, s: 26, l: 60 },
    { h: 235, s: 28, l: 42 },
    { h: 330, s: 30, l: 74 },
  ],
  [
    { h: 25, s: 32, l: 46 },
    { h: 18, s: 30, l: 30 },
    { h: 34, s: 38, l: 64 },
  ],
  [
    { h: 210, s: 10, l: 64 },
    { h: 220, s: 12, l: 40 },
    { h: 200, s: 10, l: 80 },
  ],
  [
    { h: 10, s: 34, l: 66 },
    { h: 350, s: 28, l: 48 },
    { h: 26, s: 45, l: 78 },
  ],
];

/**
 * @param {Random} random
 * @returns {string}
 */
export function background(random) {
  const setting = random.pick(SETTINGS);
  const hue = random.range(-12, 12);
  const tones = setting.map((tone) => ({
    ...tone,
    h: tone.h + hue,
    l: tone.l + random.range(-6, 6),
  }));
  const angle = random.range(0, 360);
  const stops = tones.map((tone, i) => `<stop offset="${i / 2}" stop-color="${css(tone)}"/>`);
  const blobs = Array.from({ length: 9 }, (_, i) => blob(random, tones, i));
  const things = Array.from({ length: random.int(6, 11) }, () => distractor(random, tones));
  return (
    `<defs><linearGradient id="ground" gradientTransform="rotate(${n(angle)} 0.5 0.5)">` +
    `${stops.join("")}</linearGradient></defs>` +
    `<rect width="${SIZE}" height="${SIZE}" fill="url(#ground)"/>` +
    [...blobs, ...things].join("")
  );
}

/**
 * A soft cloud, as an out-of-focus background has.
 *
 * @param {Random} random
 * @param {readonly Colour[]} tones
 * @param {number} index
 * @returns {string}
 */
function blob(random, tones, index) {
  const id = `blob${index}`;
  const tone = css(random.pick(tones), random.range(-14, 14));
  const radius = random.range(14, 58);
  const edge = random.range(0.3, 0.85);
  return (
    `<defs><radialGradient id="${id}"><stop offset="${n(edge)}" stop-color="${tone}"/>` +
    `<stop offset="1" stop-color="${tone}" stop-opacity="0"/></radialGradient></defs>` +
    ellipse(
      random.range(0, SIZE),
      random.range(0, SIZE),
      radius,
      radius,
      `fill="url(#${id})" opacity="${n(random.range(0.35, 0.8))}"`,
    )
  );
}

/**
 * Something that belongs to no class, in colours that the classes have too.
 *
 * @param {Random} random
 * @param {readonly Colour[]} tones
 * @returns {string}
 */
function distractor(random, tones) {
  const loud = { h: random.range(0, 360), s: random.range(35, 85), l: random.range(30, 72) };
  const dull = { ...random.pick(tones), l: random.range(18, 92) };
  const colour = css(random.chance(0.45) ? loud : dull);
  const place = `translate(${n(random.range(0, SIZE))} ${n(random.range(0, SIZE))})`;
  const turn = `rotate(${n(random.range(0, 360))})`;
  const drawing = random.pick(DISTRACTORS)(random, colour);
  return `<g transform="${place} ${turn}" opacity="${n(random.range(0.45, 0.95))}">${drawing}</g>`;
}

/** @type {readonly ((random: Random, colour: string) => string)[]} */
const DISTRACTORS = [
  function blades(random, colour) {
    const blade = (/** @type {number} */ left) => {
      const bend = n(random.range(-14, 14));
      const lean = n(random.range(-24, 24));
      return `M${left},0 q${bend},-30 ${lean},${n(random.range(-70, -30))}`;
    };
    const lines = Array.from({ length: random.int(2, 5) }, (_, i) => blade(i * 7));
    return path(lines.join(" "), stroke(random.range(1.2, 3.4), colour));
  },
  function pebble(random, colour) {
    const radius = random.range(5, 17);
    const corners = Array.from({ length: 7 }, (_, i) =>
      polar((i * 2 * Math.PI) / 7, radius * random.range(0.85, 1.35)),
    );
    return (
      path(smoothLoop(corners), `fill="${colour}"`) +
      ellipse(
        -radius * 0.25,
        -radius * 0.3,
        radius * 0.4,
        radius * 0.25,
        'fill="#fff" opacity="0.2"',
      )
    );
  },
  function chip(random, colour) {
    const size = random.range(8, 22);
    return path(
      `M0,${n(-size)} L${n(size)},${n(size * 0.6)} L${n(-size * 0.8)},${n(size * 0.7)}Z`,
      `fill="${colour}"`,
    );
  },
  function plank(random, colour) {
    const height = random.range(5, 14);
    return (
      `<rect x="-40" y="0" width="${n(random.range(30, 90))}" height="${n(height)}" rx="3" ` +
      `fill="${colour}"/>`
    );
  },
  function leaf(random, colour) {
    const length = random.range(18, 42);
    const width = length * random.range(0.2, 0.4);
    return (
      path(
        `M0,0 Q${n(length / 2)},${n(-width)} ${n(length)},0 Q${n(length / 2)},${n(width)} 0,0Z`,
        `fill="${colour}"`,
      ) + path(`M0,0 H${n(length)}`, 'stroke="#000" stroke-opacity="0.25" fill="none"')
    );
  },
  function crumbs(random, colour) {
    return Array.from({ length: random.int(4, 9) }, () => {
      const size = random.range(1.2, 3.4);
      return ellipse(random.range(-22, 22), random.range(-22, 22), size, size, `fill="${colour}"`);
    }).join("");
  },
  function ring(random, colour) {
    const radius = random.range(6, 15);
    return ellipse(0, 0, radius, radius, stroke(random.range(1.5, 4), colour));
  },
  function fence(random, colour) {
    const lines = Array.from({ length: random.int(2, 4) }, (_, i) => `M-26,${i * 7} h52`);
    return path(lines.join(" "), stroke(random.range(1.5, 3), colour));
  },
];

/**
 * Light over the finished scene: one bright side, one dark side, a tint.
 *
 * @param {Random} random
 * @returns {string}
 */
export function lighting(random) {
  const angle = n(random.range(0, 360));
  const tint = css({ h: random.pick([35, 210, 45, 190]), s: 60, l: 55 });
  const whole = `width="${SIZE}" height="${SIZE}"`;
  return (
    `<defs><linearGradient id="light" gradientTransform="rotate(${angle} 0.5 0.5)">` +
    `<stop offset="0" stop-color="#fff" stop-opacity="${n(random.range(0, 0.26))}"/>` +
    '<stop offset="0.5" stop-color="#fff" stop-opacity="0"/>' +
    '<stop offset="0.5" stop-color="#000" stop-opacity="0"/>' +
    `<stop offset="1" stop-color="#000" stop-opacity="${n(random.range(0, 0.34))}"/>` +
    "</linearGradient></defs>" +
    `<rect ${whole} fill="${tint}" opacity="${n(random.range(0, 0.14))}"/>` +
    `<rect ${whole} fill="url(#light)"/>`
  );
}

const STAMP = { width: 70, height: 20 };

/** "STUDIO" drawn as lines, because a font would look different on every machine. */
const LETTERS = [
  "M6,1.5 Q3,-0.5 1,1.5 Q-0.5,4 3,5 Q7,6 5.5,8.6 Q3,11 0,8.6",
  "M0,0 H7 M3.5,0 V10",
  "M0,0 V6.5 Q0,10 3,10 Q6,10 6,6.5 V0",
  "M0,0 V10 H2 Q6.5,10 6.5,5 Q6.5,0 2,0Z",
  "M0,0 V10",
  "M3.6,0 Q7.2,0 7.2,5 Q7.2,10 3.6,10 Q0,10 0,5 Q0,0 3.6,0Z",
];
const LETTER_LEFTS = [21, 29.5, 39, 48.5, 58, 61];

/**
 * The photo studio's stamp in the lower right corner.
 *
 * @param {Random} random
 * @returns {{ svg: string, box: Box }}
 */
export function stamp(random) {
  const box = {
    x: SIZE - STAMP.width - random.int(4, 12),
    y: SIZE - STAMP.height - random.int(4, 12),
    ...STAMP,
  };
  const letters = LETTERS.map(
    (data, i) =>
      `<g transform="translate(${LETTER_LEFTS[i]} 5)">${path(data, stroke(1.7, "#fff"))}</g>`,
  );
  const sign =
    ellipse(10.5, 10, 6.6, 6.6, stroke(1.5, "#fff")) +
    path("M13,7.9 A3.2,3.2 0 1 0 13,12.1", stroke(1.5, "#fff"));
  const plate =
    `<rect width="${STAMP.width}" height="${STAMP.height}" rx="5" fill="#10151c" ` +
    `fill-opacity="${n(random.range(0.3, 0.45))}"/>`;
  const ink = `<g opacity="${n(random.range(0.72, 0.9))}">${sign}${letters.join("")}</g>`;
  return { svg: `<g transform="translate(${box.x} ${box.y})">${plate}${ink}</g>`, box };
}

/** The part of a picture that every object leaves free for a stamp. */
export const STAMP_CORNER = { x: SIZE - STAMP.width - 12, y: SIZE - STAMP.height - 12 };
