// What Conv and the pools have in common: a window that slides over the spatial axes.
import type { Node, Value } from "../graph/graph";
import { spatial } from "./rule";

export interface Window {
  kernel: number[];
  strides: number[];
  dilations: number[];
  /** Padding before and after each spatial axis, `auto_pad` resolved. */
  begins: number[];
  ends: number[];
}

/** @param kernel its spatial size; for pools the attribute, for Conv the weight's */
export function windowOf(node: Node, x: Value, y: Value, kernel: number[]): Window {
  const ones = kernel.map(() => 1);
  const strides = node.ints("strides", ones);
  const dilations = node.ints("dilations", ones);
  const zeros = kernel.map(() => 0);
  const given = node.ints("pads", [...zeros, ...zeros]);
  const auto = node.string("auto_pad", "NOTSET");
  const total = kernel.map((k, i) => {
    const reach = (spatial(y)[i] - 1) * strides[i] + dilations[i] * (k - 1) + 1;
    return Math.max(reach - spatial(x)[i], 0);
  });
  const half = total.map((t) => (auto === "SAME_LOWER" ? Math.ceil(t / 2) : Math.floor(t / 2)));
  const same = auto.startsWith("SAME");
  const n = kernel.length;
  return {
    kernel,
    strides,
    dilations,
    begins: same ? half : auto === "VALID" ? zeros : given.slice(0, n),
    ends: same ? total.map((t, i) => t - half[i]) : auto === "VALID" ? zeros : given.slice(n),
  };
}

/**
 * The attributes of the ConvTranspose that leads from a window's output back to its input: several
 * input sizes give the same output size, so the padding is chosen to give exactly that of `x`.
 */
export function backAttrs({ kernel, strides, dilations, begins }: Window, x: Value, y: Value) {
  const over = kernel.map((k, i) => {
    const reach = (spatial(y)[i] - 1) * strides[i] + dilations[i] * (k - 1) + 1;
    return reach - begins[i] - spatial(x)[i];
  });
  return {
    kernel_shape: kernel,
    strides,
    dilations,
    pads: [...begins, ...over.map((o) => Math.max(o, 0))],
    output_padding: over.map((o) => Math.max(-o, 0)),
  };
}
