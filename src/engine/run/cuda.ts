// CUDA's and cuDNN's libraries, looked for where Python packages and the system put them. Nothing is
// installed, and nothing is loaded: the runtime loads them when a session is made.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { CudaLibrary } from "../api";

/** What ONNX Runtime's provider for CUDA 12 is linked with. */
const wanted = [
  "libcudart.so.12",
  "libcublas.so.12",
  "libcublasLt.so.12",
  "libcufft.so.11",
  "libcurand.so.10",
  "libcudnn.so.9",
];

/**
 * @param workspace whose Python environments are looked into, before those that are active
 * @param system folders of libraries beside them
 */
export function findCuda(
  workspace: string,
  system: readonly string[],
  active: NodeJS.ProcessEnv = process.env,
): CudaLibrary[] {
  const named = [".venv", "venv", "env"].map((name) => join(workspace, name));
  const roots = [...named, active.VIRTUAL_ENV, active.CONDA_PREFIX].filter((r) => r !== undefined);
  const folders = [...roots.flatMap(pythonFolders), ...system, ...toolkits()];
  return wanted.map((name) => {
    const folder = folders.find((f) => existsSync(join(f, name)));
    return { name, at: folder && join(folder, name) };
  });
}

/** Where pip puts NVIDIA's packages, one for each library; conda puts them beside Python's own. */
function pythonFolders(root: string): string[] {
  const lib = join(root, "lib");
  const packages = namesIn(lib)
    .filter((name) => /^python3(\.\d+)?$/.test(name))
    .map((name) => join(lib, name, "site-packages", "nvidia"));
  const each = packages.flatMap((nvidia) => namesIn(nvidia).map((p) => join(nvidia, p, "lib")));
  return [...each, lib];
}

const toolkits = () =>
  namesIn("/usr/local")
    .filter((name) => /^cuda(-12(\.\d+)?)?$/.test(name))
    .map((name) => join("/usr/local", name, "lib64"));

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
