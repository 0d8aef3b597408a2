// Gradient ascent on several starts at once, step by step.

/** The objective of each start, and its gradient with respect to all variables. */
export interface Slope {
  objectives: number[];
  gradient: Float32Array;
}

export type Update = (variables: Float32Array, gradient: Float32Array) => void;

/** Kingma and Ba 2015, upwards. */
export function adam(rate: number): Update {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
  let m: Float32Array | undefined;
  let v: Float32Array | undefined;
  let step = 0;
  return (variables, gradient) => {
    m ??= new Float32Array(gradient.length);
    v ??= new Float32Array(gradient.length);
    step++;
    const [c1, c2] = [1 - beta1 ** step, 1 - beta2 ** step];
    for (let i = 0; i < gradient.length; i++) {
      m[i] += (1 - beta1) * (gradient[i] - m[i]);
      v[i] += (1 - beta2) * (gradient[i] ** 2 - v[i]);
      variables[i] += (rate * m[i]) / c1 / (Math.sqrt(v[i] / c2) + epsilon);
    }
  };
}

/** Steps of one size: the gradient of each of `starts` over its root mean square. */
export const normalised =
  (rate: number, starts: number): Update =>
  (variables, gradient) => {
    const size = gradient.length / starts;
    for (let n = 0; n < starts; n++) {
      const g = gradient.subarray(n * size, (n + 1) * size);
      const rms = Math.sqrt(g.reduce((s, x) => s + x * x, 0) / size);
      if (rms > 0) for (let i = 0; i < size; i++) variables[n * size + i] += (rate * g[i]) / rms;
    }
  };

export interface Ascent {
  variables: Float32Array;
  slope(variables: Float32Array): Promise<Slope>;
  update: Update;
  steps: number;
  /** After each step: how many were taken. */
  stepped(step: number): Promise<void>;
}

export interface Climbed {
  /** By start: its objective before each step. */
  trajectories: number[][];
  steps: number;
  plateau: boolean;
}

/** Changes `variables` until all steps are taken or no start gains any more. */
export async function climb({
  variables,
  slope,
  update,
  steps,
  stepped,
}: Ascent): Promise<Climbed> {
  const trajectories: number[][] = [];
  for (let step = 0; step < steps; step++) {
    const { objectives, gradient } = await slope(variables);
    objectives.forEach((o, n) => {
      trajectories[n] ??= [];
      trajectories[n].push(o);
    });
    if (trajectories.every(isFlat)) return { trajectories, steps: step, plateau: true };
    update(variables, gradient);
    await stepped(step + 1);
  }
  return { trajectories, steps, plateau: false };
}

/** Steps whose mean is compared with that of as many before them. */
const span = 32;
/** A smaller gain than this share of the objective is none. */
const least = 2e-3;

export function isFlat(trajectory: readonly number[]): boolean {
  if (trajectory.length < 3 * span) return false;
  const mean = (from: number, to?: number) =>
    trajectory.slice(from, to).reduce((s, v) => s + v, 0) / span;
  const [before, now] = [mean(-2 * span, -span), mean(-span)];
  return now - before <= least * Math.abs(before);
}
