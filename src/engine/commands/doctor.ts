import { delimiter, dirname } from "node:path";
import type { Environment } from "../api";
import { defineCommand, json, print, quiet } from "./command";

export const doctor = defineCommand({
  usage: "doctor [--cuda] [--json]",
  flags: { cuda: { type: "boolean" }, json },
  async run({ engine, values }) {
    const found = await engine.environment(values.cuda ? { cudaFor: process.cwd() } : {}, quiet);
    if (values.json) return print(found);
    const versions = Object.entries(found.versions).map(([name, v]) => `${name} ${v}`);
    print(`${found.platform}, ${versions.join(", ")}`);
    for (const { device, usable, why, install } of found.devices) {
      print(`${usable ? "+" : "-"} ${device.padEnd(8)}${why}`);
      if (install) print(`${" ".repeat(10)}it needs ${install}`);
    }
    if (values.cuda) for (const line of cudaLines(found)) print(line);
  },
});

/** Says what to do; does nothing itself. */
function cudaLines({ cuda }: Environment): string[] {
  if (!cuda) return ["", "CUDA is used on Linux on x64 alone."];
  const { libraries, install } = cuda;
  const folders = [...new Set(libraries.flatMap(({ at }) => (at ? [dirname(at)] : [])))];
  const missing = libraries.some(({ at }) => !at);
  return [
    "",
    "CUDA:",
    ...libraries.map(({ name, at }) => `${at ? "+" : "-"} ${name.padEnd(20)}${at ?? "not found"}`),
    ...(missing ? ["install the rest: CUDA 12 and cuDNN 9, by your system or by pip"] : []),
    ...(install ? ["then ONNX Runtime's own part, which this downloads:", `    ${install}`] : []),
    ...(folders.length ? [`start with LD_LIBRARY_PATH=${folders.join(delimiter)}`] : []),
  ];
}
