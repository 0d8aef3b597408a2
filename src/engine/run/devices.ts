// What a device needs of the machine, looked for without starting it: a provider that finds nothing
// writes on stderr, past us.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { listSupportedBackends } from "onnxruntime-node";
import type { Provider } from "./session";

/** The fastest first; the CPU is always there. */
const preferred: Partial<Record<NodeJS.Platform, readonly Provider[]>> = {
  linux: ["cuda", "webgpu", "cpu"],
  win32: ["dml", "webgpu", "cpu"],
  darwin: ["coreml", "webgpu", "cpu"],
};
export const candidates = preferred[process.platform] ?? ["cpu"];

export interface Lacking {
  why: string;
  /** What would help. */
  install?: string;
}

/** Why a device cannot be tried at all. */
export function lacking(device: Provider): Lacking | undefined {
  const built = listSupportedBackends().find((b) => b.name === device);
  if (!built) return { why: "this build of ONNX Runtime has no such device" };
  if (process.platform !== "linux") return undefined;
  if (device === "cuda" && !existsSync(join(libraries(), "libonnxruntime_providers_cuda.so")))
    return {
      why: "ONNX Runtime's CUDA libraries are not installed",
      install: `libonnxruntime_providers_cuda.so and _shared.so in ${libraries()}, CUDA 12 and cuDNN 9`,
    };
  if (device === "webgpu" && !loaderFolders().some((f) => existsSync(join(f, vulkan))))
    return {
      why: `there is no Vulkan loader (${vulkan})`,
      install: "libvulkan1 (Debian, Ubuntu) or vulkan-loader (Fedora, Arch), and the card's driver",
    };
  // A driver that is named outright may be a software one: it needs no card.
  if (device === "webgpu" && !process.env.VK_ICD_FILENAMES && !cards.some((c) => existsSync(c)))
    return { why: `there is no graphics card (none of ${cards.join(", ")})` };
  return undefined;
}

const cards = ["/dev/dri/renderD128", "/dev/nvidia0", "/dev/dxg"];
const vulkan = "libvulkan.so.1";
const loaderFolders = () => [
  ...(process.env.LD_LIBRARY_PATH?.split(":") ?? []),
  ...["/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib"],
  ...["x86_64", "aarch64"].map((machine) => `/usr/lib/${machine}-linux-gnu`),
];

/** Where ONNX Runtime looks for the libraries of its devices. */
function libraries() {
  const main = createRequire(__filename).resolve("onnxruntime-node");
  const { platform, arch } = process;
  return join(dirname(dirname(main)), "bin/napi-v6", platform, arch);
}
