/** Uniform numbers in [0, 1) from a seed: mulberry32, the same on every machine. */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Normally distributed numbers, mean 0 and deviation 1 (Box and Muller). */
export function normal(seed: number): () => number {
  const random = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export const seedParam = {
  type: "integer",
  default: 0,
  min: 0,
  max: 2 ** 31,
  about: "Start of the random numbers: the same seed gives the same map.",
} as const;
