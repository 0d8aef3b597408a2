// Methods and layers by the names that people give, and what to try where one is not to be had.
import type { GradientCheck, Layer } from "./api";
import { type Method, methods } from "./methods";
import type { Network } from "./network";
import { Refusal } from "./refusal";

/** @throws Refusal `no-such-method` */
export function findMethod(id: string): Method {
  const found = methods.find((m) => m.id === id);
  if (found) return found;
  const known = methods.map((m) => m.id).join(", ");
  throw new Refusal("no-such-method", `There is no method "${id}". There are: ${known}.`);
}

/**
 * A class by its number, or by its label whatever the case.
 * @throws Refusal `no-such-class`
 */
export function labelIndex(labels: readonly string[], given: string): number {
  if (/^-?\d+$/.test(given)) return Number(given);
  const index = labels.findIndex((l) => l.toLowerCase() === given.toLowerCase());
  if (index >= 0) return index;
  throw new Refusal("no-such-class", `No class of the model is called "${given}".`);
}

/**
 * @param method which decides what layers will do: spatial activations if not given
 * @throws Refusal `no-such-layer`
 */
export const findLayer = (network: Network, wanted: string | undefined, method?: Method) =>
  layerOf(kinds[method?.needs.includes("attention") ? "attention" : "cam"], network, wanted);

/**
 * A layer of any kind; the default one, else the last, if none is named.
 * @throws Refusal `no-such-layer`
 */
export const anyLayer = (network: Network, wanted: string | undefined) =>
  layerOf(kinds.any, network, wanted);

interface Kind {
  fits(l: Layer): boolean;
  /** What the layers of a model lack, and what one layer lacks. */
  what: string;
  that: string;
}

function layerOf(kind: Kind, { layers, defaultLayer, info }: Network, wanted: string | undefined) {
  const fitting = layers.filter((l) => kind.fits(l.info));
  const usual = fitting.find((l) => l.info.name === defaultLayer) ?? fitting.at(-1);
  const first = usual?.info.name;
  const name = wanted ?? first;
  const use = first
    ? [{ title: `Use ${first}`, action: { kind: "layer" as const, layer: first } }]
    : withoutLayer();
  if (name === undefined)
    throw new Refusal(
      "no-such-layer",
      `No layer of this model has ${kind.what}, which this method needs.`,
      use,
    );
  const found =
    layers.find((l) => l.info.name === name) ??
    layers.find((l) => [l.info.node, l.info.tensor].includes(name));
  if (!found)
    throw new Refusal(
      "no-such-layer",
      `The model ${JSON.stringify(info.path)} has no layer "${name}". ` +
        '"glassbox layers MODEL" lists them.',
      use,
    );
  if (!kind.fits(found.info))
    throw new Refusal(
      "no-such-layer",
      `The layer "${found.info.name}" (${found.info.op}) has no ${kind.that}, ` +
        "which this method needs.",
      use,
    );
  return found;
}

const kinds = {
  any: { fits: () => true, what: "a value of the picture's", that: "value" },
  cam: {
    fits: (l) => l.cam,
    what: "a spatial activation (N, C, H, W)",
    that: "spatial activation that the score depends on",
  },
  attention: {
    fits: (l) => l.attention === true,
    what: "an attention map for each class",
    that: "attention map for each class",
  },
} satisfies Record<string, Kind>;

const withoutLayer = () => alternatives((m) => !m.needs.includes("layer"));
const alternatives = (works: (m: Method) => boolean) =>
  methods
    .filter(works)
    .slice(0, 3)
    .map((m) => ({ title: `Use ${m.title}`, action: { kind: "method" as const, method: m.id } }));

/**
 * Why gradients cannot be had of a network, if they cannot.
 * @param check what the finite difference said, if it was asked
 */
export function gradientRefusal({ info }: Network, check?: GradientCheck): Refusal | undefined {
  const broken = info.noGradient ?? failed(check);
  return (
    broken &&
    new Refusal(
      "no-gradient",
      broken.message,
      alternatives((m) => !m.needs.includes("gradients")),
    )
  );
}

const failed = (check: GradientCheck | undefined) =>
  check && !check.passed
    ? {
        message:
          "The gradient of this model does not agree with a finite difference (relative error " +
          `${check.relativeError.toPrecision(2)}), so it is not shown.`,
      }
    : undefined;
