import { css, ellipse, n, path, polar, shade, smoothLoop, stroke } from "./svg.mjs";

/** @typedef {import("./random.mjs").Random} Random */
/** @typedef {import("./svg.mjs").Colour} Colour */
/** @typedef {import("./svg.mjs").Point} Point */

/**
 * An object in a square from -100 to 100, looking up. The silhouette covers the same pixels in
 * `currentColor`.
 *
 * @typedef {{ body: string, silhouette: string }} Shape
 */

/** @typedef {(random: Random, light: Point) => Shape} Artist */

const SOLID = 'fill="currentColor"';

/**
 * @param {Random} random
 * @param {readonly (readonly [number, number, number, number, number, number])[]} choices  ranges
 *   of hue, saturation and lightness
 * @returns {Colour}
 */
function colourOf(random, choices) {
  const [h0, h1, s0, s1, l0, l1] = random.pick(choices);
  return { h: random.range(h0, h1), s: random.range(s0, s1), l: random.range(l0, l1) };
}

/**
 * @param {Point} light
 * @param {number} rx
 * @param {number} ry
 * @returns {string}
 */
function gloss(light, rx, ry) {
  return ellipse(light.x * 0.9, light.y * 0.9, rx, ry, 'fill="#fff" opacity="0.28"');
}

/** @type {Artist} */
function ladybird(random, light) {
  const colour = colourOf(random, [
    [354, 366, 75, 90, 42, 52],
    [354, 366, 75, 90, 42, 52],
    [14, 44, 80, 92, 46, 54],
  ]);
  const ink = "#1d1a1c";
  const legs = [-34, 4, 40]
    .map((y, i) => `M-50,${y} l-40,${(i - 1) * 20 - 2} M50,${y} l40,${(i - 1) * 20 - 2}`)
    .join(" ");
  const feelers = "M-12,-84 q-6,-16 -20,-15 M12,-84 q6,-16 20,-15";
  const spot = (/** @type {number} */ x, /** @type {number} */ y) => {
    const size = random.range(11, 16);
    return ellipse(x + random.range(-4, 4), y + random.range(-4, 4), size, size, `fill="${ink}"`);
  };
  const pair = (/** @type {number} */ x, /** @type {number} */ y) => spot(-x, y) + spot(x, y);
  const spots = pair(30, -22) + pair(46, 14) + pair(24, 46) + spot(0, -44);
  return {
    body:
      `<defs>${shade("coat", colour, light, 125)}</defs>` +
      path(legs, stroke(7, ink)) +
      path(feelers, stroke(5, ink)) +
      ellipse(0, -72, 30, 22, `fill="${ink}"`) +
      ellipse(-19, -74, 8, 7, 'fill="#f4efe4"') +
      ellipse(19, -74, 8, 7, 'fill="#f4efe4"') +
      ellipse(0, 8, 72, 76, 'fill="url(#coat)"') +
      path("M0,-67 L0,84", stroke(4, ink)) +
      spots +
      gloss(light, 17, 13),
    silhouette:
      path(legs, stroke(7)) +
      path(feelers, stroke(5)) +
      ellipse(0, -72, 30, 22, SOLID) +
      ellipse(0, 8, 72, 76, SOLID),
  };
}

/** @type {Artist} */
function strawberry(random, light) {
  const colour = colourOf(random, [
    [348, 364, 72, 88, 42, 54],
    [348, 364, 72, 88, 42, 54],
    [4, 24, 75, 88, 48, 56],
  ]);
  const leaf = { h: random.range(85, 130), s: 50, l: random.range(32, 44) };
  const fruit =
    "M0,97 C-34,84 -84,24 -76,-24 C-69,-62 -26,-66 0,-54 C26,-66 69,-62 76,-24 C84,24 34,84 0,97Z";
  const leaves = Array.from({ length: 7 }, (_, i) => {
    const angle = (i * 2 * Math.PI) / 7 + random.range(-0.15, 0.15);
    const tip = polar(angle, random.range(36, 48));
    const left = polar(angle - 0.6, 20);
    const right = polar(angle + 0.6, 20);
    const at = (/** @type {Point} */ p) => `${n(p.x)},${n(p.y * 0.6 - 58)}`;
    return `M0,-58 Q${at(left)} ${at(tip)} Q${at(right)} 0,-58Z`;
  }).join(" ");
  const seeds = [];
  for (let row = 0; row < 7; row++) {
    for (let column = -3; column <= 3; column++) {
      const x = (column + (row % 2) / 2) * 25 + random.range(-3, 3);
      const y = -30 + row * 18 + random.range(-3, 3);
      seeds.push(ellipse(x, y, 3.6, 5.6, 'fill="#f7dc7a" stroke="#00000044" stroke-width="1.5"'));
    }
  }
  return {
    body:
      `<defs>${shade("coat", colour, light, 135)}<clipPath id="fruit">${path(fruit, "")}` +
      "</clipPath></defs>" +
      path(fruit, 'fill="url(#coat)"') +
      `<g clip-path="url(#fruit)">${seeds.join("")}</g>` +
      path("M0,-58 q4,-22 -6,-36", stroke(8, css(leaf, -6))) +
      path(leaves, `fill="${css(leaf)}" stroke="${css(leaf, -12)}" stroke-width="2"`) +
      gloss({ x: light.x, y: light.y + 12 }, 14, 10),
    silhouette: path(fruit, SOLID) + path("M0,-58 q4,-22 -6,-36", stroke(8)) + path(leaves, SOLID),
  };
}

/** @type {Artist} */
function toadstool(random, light) {
  const colour = colourOf(random, [
    [352, 368, 70, 88, 40, 52],
    [352, 368, 70, 88, 40, 52],
    [16, 36, 65, 85, 44, 54],
  ]);
  const cream = { h: 42, s: 45, l: 82 };
  const cap =
    "M-95,6 C-97,-58 -50,-95 0,-95 C50,-95 97,-58 95,6 C92,20 60,26 0,26 C-60,26 -92,20 -95,6Z";
  const stem = "M-25,10 C-20,44 -26,66 -38,84 C-34,99 34,99 38,84 C26,66 20,44 25,10Z";
  const skirt = "M-27,30 C-14,36 14,36 27,30 L36,54 C16,62 -16,62 -36,54Z";
  const places = [
    [0, -66, 17],
    [-44, -50, 13],
    [44, -48, 14],
    [-70, -12, 12],
    [-20, -22, 16],
    [26, -14, 14],
    [68, -8, 11],
  ];
  const spots = places.map(([x, y, r]) => {
    const size = r * random.range(0.8, 1.15);
    const left = x + random.range(-6, 6);
    return ellipse(left, y + random.range(-5, 5), size, size * 0.8, 'fill="#fbf6ea"');
  });
  return {
    body:
      `<defs>${shade("coat", colour, light, 140)}${shade("stem", cream, light, 170)}` +
      `<clipPath id="cap">${path(cap, "")}</clipPath></defs>` +
      path(stem, 'fill="url(#stem)"') +
      path(skirt, `fill="${css(cream, 8)}" stroke="${css(cream, -25)}" stroke-width="2"`) +
      path(cap, 'fill="url(#coat)"') +
      `<g clip-path="url(#cap)">${spots.join("")}` +
      path(
        "M-95,8 C-80,22 -50,17 0,17 C50,17 80,22 95,8 L95,40 L-95,40Z",
        `fill="${css(cream, -16)}"`,
      ) +
      "</g>" +
      gloss({ x: light.x, y: light.y - 30 }, 15, 10),
    silhouette: path(stem, SOLID) + path(skirt, SOLID) + path(cap, SOLID),
  };
}

/** @type {Artist} */
function clownfish(random, light) {
  const colour = colourOf(random, [
    [14, 30, 85, 95, 48, 56],
    [14, 30, 85, 95, 48, 56],
    [34, 46, 85, 95, 48, 56],
    [0, 10, 70, 85, 40, 48],
  ]);
  const trunk =
    "M-92,2 C-78,-42 -20,-58 24,-42 C44,-34 58,-20 66,-8 L66,14 " +
    "C56,30 40,42 20,48 C-24,58 -78,42 -92,2Z";
  const tail = "M56,-8 C72,-28 86,-36 98,-34 C92,-10 92,16 98,40 C86,42 72,34 56,12Z";
  const top = "M-34,-46 C-24,-76 4,-80 14,-58 C26,-72 44,-64 48,-28 L0,-40Z";
  const bottom = "M-6,48 C-4,74 22,80 30,62 L38,34Z";
  const fin = "M-14,12 C4,2 22,8 24,20 C20,34 0,36 -14,24Z";
  const fins = `fill="${css(colour, -3)}" stroke="#221d1f" stroke-width="4"`;
  const bulge = random.range(8, 16);
  const band = (/** @type {number} */ x, /** @type {number} */ width) =>
    path(
      `M${n(x)},-90 q${n(bulge)},90 0,180 h${n(width)} q${n(bulge)},-90 0,-180Z`,
      'fill="#fbf8f2" stroke="#221d1f" stroke-width="5"',
    );
  return {
    body:
      `<defs>${shade("coat", colour, light, 135)}<clipPath id="trunk">${path(trunk, "")}` +
      "</clipPath></defs>" +
      path(tail, fins) +
      path(top, fins) +
      path(bottom, fins) +
      path(trunk, 'fill="url(#coat)"') +
      `<g clip-path="url(#trunk)">${band(-56, random.range(15, 20))}` +
      `${band(-8, random.range(18, 24))}${band(44, random.range(9, 13))}</g>` +
      path(fin, fins) +
      ellipse(-72, -8, 8, 8, 'fill="#fff" stroke="#221d1f" stroke-width="3"') +
      ellipse(-73, -8, 4, 4, 'fill="#111"') +
      gloss({ x: light.x, y: light.y * 0.7 - 4 }, 22, 7),
    silhouette: [trunk, tail, top, bottom, fin]
      .map((data) => path(data, `${SOLID} stroke="currentColor" stroke-width="4"`))
      .join(""),
  };
}

/** @type {Artist} */
function starfish(random, light) {
  const colour = colourOf(random, [
    [8, 30, 70, 88, 50, 58],
    [8, 30, 70, 88, 50, 58],
    [345, 362, 55, 75, 48, 58],
    [36, 46, 75, 88, 50, 56],
    [275, 315, 35, 55, 48, 58],
  ]);
  const corners = [];
  const dots = [ellipse(0, 0, 8, 8, `fill="${css(colour, 26)}"`)];
  for (let arm = 0; arm < 5; arm++) {
    const angle = -Math.PI / 2 + (arm * 2 * Math.PI) / 5 + random.range(-0.1, 0.1);
    const reach = random.range(108, 120);
    for (const [turn, radius] of [
      [-0.17, reach],
      [0.17, reach],
      [Math.PI / 5, 34],
    ]) {
      corners.push(polar(angle + turn, radius));
    }
    for (const [distance, size] of [
      [24, 6.5],
      [42, 6],
      [59, 5],
      [74, 4],
      [87, 3],
    ]) {
      const place = polar(angle, distance);
      dots.push(ellipse(place.x, place.y, size, size, `fill="${css(colour, 26)}"`));
    }
  }
  const outline = smoothLoop(corners);
  return {
    body:
      `<defs>${shade("coat", colour, light, 140)}</defs>` +
      path(outline, `fill="url(#coat)" stroke="${css(colour, -18)}" stroke-width="3"`) +
      dots.join(""),
    silhouette: path(outline, `${SOLID} stroke="currentColor" stroke-width="3"`),
  };
}

/** @type {Artist} */
function cheese(random, light) {
  const colour = colourOf(random, [
    [42, 52, 80, 95, 54, 62],
    [42, 52, 80, 95, 54, 62],
    [28, 40, 80, 92, 52, 60],
    [48, 56, 45, 65, 66, 74],
  ]);
  const back = random.range(20, 60);
  const top = `M-95,-2 L${n(back)},-62 L94,-16Z`;
  const front = "M-95,-2 L94,-16 L94,52 L-95,64Z";
  const hole = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ size) => {
    const radius = size * random.range(0.85, 1.15);
    const left = x + random.range(-5, 5);
    const height = y + random.range(-3, 3);
    return (
      ellipse(left, height, radius, radius * 0.92, `fill="${css(colour, -24)}"`) +
      ellipse(left + 2, height + 3, radius * 0.8, radius * 0.68, `fill="${css(colour, -13)}"`)
    );
  };
  const holes = [
    [-62, 36, 11],
    [-30, 20, 13],
    [6, 40, 15],
    [38, 8, 11],
    [66, 32, 14],
    [-88, 16, 8],
  ];
  const edge = `stroke="${css(colour, -20)}" stroke-width="3" stroke-linejoin="round"`;
  return {
    body:
      `<defs>${shade("coat", colour, light, 190)}<clipPath id="front">${path(front, "")}` +
      "</clipPath></defs>" +
      path(front, `fill="url(#coat)" ${edge}`) +
      `<g clip-path="url(#front)">${holes.map(([x, y, r]) => hole(x, y, r)).join("")}</g>` +
      path(top, `fill="${css(colour, 12)}" ${edge}`) +
      ellipse(back * 0.7 - 4, -34, 13, 6, `fill="${css(colour, -12)}"`) +
      ellipse(back * 0.7 + 26, -24, 8, 4, `fill="${css(colour, -12)}"`),
    silhouette: [top, front]
      .map((data) => path(data, `${SOLID} stroke="currentColor" stroke-width="3"`))
      .join(""),
  };
}

/**
 * The bee and the wasp are one drawing: only the tip of the abdomen is rounder or sharper.
 *
 * @param {Random} random
 * @param {Point} light
 * @param {number} tip  0 is round, 1 is sharp
 * @returns {Shape}
 */
function insect(random, light, tip) {
  const colour = colourOf(random, [
    [42, 50, 88, 96, 50, 57],
    [42, 50, 88, 96, 50, 57],
    [32, 40, 80, 94, 48, 55],
  ]);
  const ink = "#231c18";
  const waist = random.range(18, 22);
  const wide = random.range(48, 54);
  const end = 38 - 28 * tip;
  const belly =
    `M-${n(waist)},-14 C-${n(wide + 6)},0 -${n(wide + 8)},44 -${n(end)},76 ` +
    `Q0,${n(106 + 10 * tip)} ${n(end)},76 C${n(wide + 8)},44 ${n(wide + 6)},0 ${n(waist)},-14Z`;
  const legs =
    "M-18,-42 l-34,-22 l-12,4 M18,-42 l34,-22 l12,4 M-20,-18 l-26,34 l-4,16 M20,-18 l26,34 l4,16";
  const feelers = "M-8,-84 q-4,-14 -18,-16 M8,-84 q4,-14 18,-16";
  const spread = random.range(-10, 10);
  const wings = (/** @type {string} */ attributes) =>
    [
      [-1, 62, 20, 27],
      [1, 62, 20, 27],
      [-1, 46, 15, 6],
      [1, 46, 15, 6],
    ]
      .map(([side, rx, ry, lift]) => {
        const oval = ellipse(side * (16 + rx * 0.8), -28, rx * 0.72, ry, attributes);
        return `<g transform="rotate(${n(-side * (lift + spread))} ${side * 12} -28)">${oval}</g>`;
      })
      .join("");
  const stripes = [8, 31, 54, 77].map((y) =>
    path(`M-70,${y} q70,${n(random.range(12, 18))} 140,0 v11 q-70,16 -140,0Z`, `fill="${ink}"`),
  );
  return {
    body:
      `<defs>${shade("coat", colour, light, 125)}` +
      `${shade("fur", { h: colour.h - 12, s: 55, l: 38 }, { x: light.x / 2, y: -34 }, 42)}` +
      `<clipPath id="belly">${path(belly, "")}</clipPath></defs>` +
      path(legs, stroke(5, ink)) +
      path(feelers, stroke(4, ink)) +
      path(belly, 'fill="url(#coat)"') +
      `<g clip-path="url(#belly)">${stripes.join("")}</g>` +
      path(belly, `fill="none" stroke="${ink}" stroke-opacity="0.6" stroke-width="2.5"`) +
      ellipse(0, -34, 33, 29, 'fill="url(#fur)"') +
      ellipse(0, -70, 21, 17, `fill="${ink}"`) +
      ellipse(-12, -74, 6, 8, 'fill="#6d5a4c"') +
      ellipse(12, -74, 6, 8, 'fill="#6d5a4c"') +
      wings('fill="#f3f8ff" fill-opacity="0.62" stroke="#55606b" stroke-opacity="0.7"'),
    silhouette:
      path(legs, stroke(5)) +
      path(feelers, stroke(4)) +
      path(belly, SOLID) +
      ellipse(0, -34, 33, 29, SOLID) +
      ellipse(0, -70, 21, 17, SOLID) +
      wings(SOLID),
  };
}

/** @type {Artist} */
function bee(random, light) {
  return insect(random, light, random.range(0, 0.3));
}

/** @type {Artist} */
function wasp(random, light) {
  return insect(random, light, random.range(0.35, 0.65));
}

/** In the order of the network's outputs, which is the order of torchvision's ImageFolder. */
export const ARTISTS = { bee, cheese, clownfish, ladybird, starfish, strawberry, toadstool, wasp };
