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
 * The window of a ConvTranspose, which slides over its output y. `ends` are such that the Conv of y
 * has exactly the size of x: an end below 0 (by output_padding) is a part of y that no cell reaches.
 */
export function transposedWindow(node: Node, x: Value, y: Value, kernel: number[]): Window {
  const window = windowOf(node, y, x, kernel);
  const { strides, dilations } = window;
  const extra = node.ints(
    "output_padding",
    kernel.map(() => 0),
  );
  const reach = kernel.map((k, i) => (spatial(x)[i] - 1) * strides[i] + dilations[i] * (k - 1) + 1);
  const auto = node.string("auto_pad", "NOTSET");
  const total = reach.map((r, i) => Math.max(r + extra[i] - spatial(y)[i], 0));
  const upper = total.map((t) => (auto === "SAME_UPPER" ? Math.floor(t / 2) : Math.ceil(t / 2)));
  const asked = node.ints("output_shape") !== undefined || auto.startsWith("SAME");
  const begins = asked ? upper : window.begins;
  return { ...window, begins, ends: reach.map((r, i) => r - begins[i] - spatial(y)[i]) };
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
