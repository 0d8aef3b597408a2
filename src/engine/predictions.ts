// Scores as people read them: the best classes, and how probable each is.
import type { Prediction } from "./api";
import type { Activation, Network } from "./network";
import type { Resolved } from "./target";

/** Class numbers, best first. */
export const order = (scores: Float32Array) =>
  Array.from(scores, (_, i) => i).sort((a, b) => scores[b] - scores[a]);

export const top = (scores: Float32Array, network: Network, count: number) =>
  order(scores)
    .slice(0, count)
    .map((index) => predictionAt(scores, network, index));

export const predictionAt = (
  scores: Float32Array,
  network: Network,
  index: number,
): Prediction => ({
  index,
  label: network.info.labels[index],
  score: scores[index],
  probability: probability(scores, index, network.activation),
});

/** Of a class; of a class against another its share of the two: 0 to 1. */
export function probabilityOf(scores: Float32Array, target: Resolved, { activation }: Network) {
  const p = probability(scores, target.index, activation);
  if (target.kind === "class") return p;
  const other = probability(scores, target.against, activation);
  return p + other > 0 ? p / (p + other) : 0.5;
}

/**
 * What the network ends in says how a score becomes a probability; softmax if it ends in neither. A
 * score that stands alone has no others to be weighed against: its logistic function.
 */
function probability(scores: Float32Array, index: number, activation: Activation): number {
  if (activation === "Sigmoid" || scores.length === 1) return 1 / (1 + Math.exp(-scores[index]));
  const largest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const sum = scores.reduce((s, v) => s + Math.exp(v - largest), 0);
  return Math.exp(scores[index] - largest) / sum;
}
