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
 * @param method which decides what layers will do: spatial activations if not given
 * @throws Refusal `no-such-layer`
 */
export function findLayer(
  { layers, defaultLayer, info }: Network,
  wanted: string | undefined,
  method?: Method,
) {
  const kind = kinds[method?.needs.includes("attention") ? "attention" : "cam"];
  const fitting = layers.filter((l) => kind.fits(l.info));
  const first = kind === kinds.cam ? defaultLayer : fitting.at(-1)?.info.name;
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
  cam: {
    fits: (l: Layer) => l.cam,
    what: "a spatial activation (N, C, H, W)",
    that: "spatial activation that the score depends on",
  },
  attention: {
    fits: (l: Layer) => l.attention === true,
    what: "an attention map for each class",
    that: "attention map for each class",
  },
};

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
