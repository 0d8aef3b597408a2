// A built network, written to a file and opened as the engine opens it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uniform } from "../src/engine/methods/random";
import { openNetwork } from "../src/engine/network";
import { Programs } from "../src/engine/programs";
import type { NdArray, Provider } from "../src/engine/run/session";
import { type NetworkName, networkBytes, type Options } from "./networks";

/** Writes the network to a folder of its own, which `remove` takes away. */
export function writeNetwork(name: NetworkName, options?: Options) {
  const folder = mkdtempSync(join(tmpdir(), "glassbox-bench-"));
  const path = join(folder, `${name}.onnx`);
  writeFileSync(path, networkBytes(name, options));
  return { path, remove: () => rmSync(folder, { recursive: true }) };
}

export async function openBuilt(name: NetworkName, options?: Options, device: Provider = "cpu") {
  const { path, remove } = writeNetwork(name, options);
  const network = await openNetwork(path);
  const programs = new Programs(network, device);
  const release = async () => {
    await programs.release();
    remove();
  };
  return { path, network, programs, input: noise(network.input.shape!), release };
}

/** A picture of noise, preprocessed. */
export function noise(shape: readonly (number | null)[]): NdArray & { data: Float32Array } {
  const dims = shape.map((d) => d ?? 1);
  const random = uniform(7);
  const data = Float32Array.from(
    { length: dims.reduce((a, b) => a * b, 1) },
    () => 4 * random() - 2,
  );
  return { dims, data };
}
