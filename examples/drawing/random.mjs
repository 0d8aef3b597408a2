/**
 * @typedef {object} Random
 * @property {() => number} next  a number from 0 (included) to 1 (excluded)
 * @property {(low: number, high: number) => number} range
 * @property {(low: number, high: number) => number} int  both ends included
 * @property {<T>(items: readonly T[]) => T} pick
 * @property {(probability: number) => boolean} chance
 */

/**
 * A stream of its own for each purpose: asking one for more numbers leaves the others as they were.
 *
 * @param {number} seed
 * @param {string} purpose
 * @returns {Random}
 */
export function createRandom(seed, purpose) {
  let state = hash(`${seed} ${purpose}`);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** @type {Random["range"]} */
  const range = (low, high) => low + (high - low) * next();
  return {
    next,
    range,
    int: (low, high) => Math.floor(range(low, high + 1)),
    pick: (items) => items[Math.floor(next() * items.length)],
    chance: (probability) => next() < probability,
  };
}

/**
 * FNV-1a, 32 bits.
 *
 * @param {string} text
 * @returns {number}
 */
function hash(text) {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value;
}
