/** @typedef {{ h: number, s: number, l: number }} Colour  hue in degrees, the others in percent */
/** @typedef {{ x: number, y: number }} Point */

/**
 * @param {number} value
 * @returns {string} at most two decimals, so that the SVG text is the same on every machine
 */
export function n(value) {
  return String(Math.round(value * 100) / 100);
}

/**
 * @param {Colour} colour
 * @param {number} [lighter]  added to the lightness, in percent
 * @returns {string}
 */
export function css(colour, lighter = 0) {
  const light = Math.min(100, Math.max(0, colour.l + lighter)) / 100;
  const chroma = (colour.s / 100) * Math.min(light, 1 - light);
  const part = (/** @type {number} */ offset) => {
    const k = (offset + colour.h / 30 + 24) % 12;
    const value = light - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(255 * value)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${part(0)}${part(8)}${part(4)}`;
}

/**
 * @param {number} cx
 * @param {number} cy
 * @param {number} rx
 * @param {number} ry
 * @param {string} attributes
 * @returns {string}
 */
export function ellipse(cx, cy, rx, ry, attributes) {
  return `<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" ${attributes}/>`;
}

/**
 * @param {string} data
 * @param {string} attributes
 * @returns {string}
 */
export function path(data, attributes) {
  return `<path d="${data}" ${attributes}/>`;
}

/**
 * @param {number} width
 * @param {string} [colour]
 * @returns {string}
 */
export function stroke(width, colour = "currentColor") {
  const line = `stroke="${colour}" stroke-width="${n(width)}"`;
  return `fill="none" ${line} stroke-linecap="round" stroke-linejoin="round"`;
}

/**
 * A round shade: light where the light falls, dark on the far side.
 *
 * @param {string} id
 * @param {Colour} colour
 * @param {Point} light  where the brightest spot lies, in the object's coordinates
 * @param {number} radius
 * @returns {string}
 */
export function shade(id, colour, light, radius) {
  const place = `cx="${n(light.x)}" cy="${n(light.y)}" r="${n(radius)}"`;
  return (
    `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" ${place}>` +
    `<stop offset="0" stop-color="${css(colour, 17)}"/>` +
    `<stop offset="0.35" stop-color="${css(colour, 4)}"/>` +
    `<stop offset="0.75" stop-color="${css(colour, -7)}"/>` +
    `<stop offset="1" stop-color="${css(colour, -20)}"/></radialGradient>`
  );
}

/**
 * A closed curve that touches the middle of each side of the polygon.
 *
 * @param {Point[]} corners
 * @returns {string}
 */
export function smoothLoop(corners) {
  const middle = corners.map((corner, i) => {
    const next = corners[(i + 1) % corners.length];
    return `${n((corner.x + next.x) / 2)},${n((corner.y + next.y) / 2)}`;
  });
  const last = middle[middle.length - 1];
  const bends = corners.map((corner, i) => `Q${n(corner.x)},${n(corner.y)} ${middle[i]}`);
  return `M${last} ${bends.join(" ")}Z`;
}

/**
 * @param {number} angle  radians
 * @param {number} radius
 * @returns {Point}
 */
export function polar(angle, radius) {
  return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
}
