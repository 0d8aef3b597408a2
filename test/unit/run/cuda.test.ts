// The finder of CUDA's libraries, on a tree of empty files.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findCuda } from "../../../src/engine/run/cuda";
import { scratch, write } from "../engine/fixtures";

function tree(files: string[]) {
  const folder = scratch();
  for (const file of files) {
    mkdirSync(join(folder, file, ".."), { recursive: true });
    write(folder, file, "");
  }
  return folder;
}
const nvidia = "lib/python3.11/site-packages/nvidia";
/** Those that were found, without the folder. */
const found = (folder: string, system: string[] = [], active = {}) =>
  Object.fromEntries(
    findCuda(folder, system, active).flatMap(({ name, at }) =>
      at?.startsWith(folder) ? [[name, at.slice(folder.length + 1).replaceAll("\\", "/")]] : [],
    ),
  );

test("pip's packages in the workspace's environment, each in a folder of its own", () => {
  const files = [
    `.venv/${nvidia}/cublas/lib/libcublas.so.12`,
    `.venv/${nvidia}/cublas/lib/libcublasLt.so.12`,
    `.venv/${nvidia}/cudnn/lib/libcudnn.so.9`,
  ];
  expect(found(tree([...files, `.venv/${nvidia}/cufft/lib/libcufft.so.10`]))).toEqual({
    "libcublas.so.12": files[0],
    "libcublasLt.so.12": files[1],
    "libcudnn.so.9": files[2],
  });
});

test("an active environment and the system's folders come after it", () => {
  const inside = `venv/${nvidia}/cuda_runtime/lib/libcudart.so.12`;
  const conda = "conda/lib/libcufft.so.11";
  const system = "usr/lib/libcudart.so.12";
  const folder = tree([inside, conda, system, "usr/lib/libcurand.so.10"]);
  const active = { CONDA_PREFIX: join(folder, "conda") };
  expect(found(folder, [join(folder, "usr/lib")], active)).toEqual({
    "libcudart.so.12": inside,
    "libcufft.so.11": conda,
    "libcurand.so.10": "usr/lib/libcurand.so.10",
  });
});

test("what is nowhere has no place", () => {
  expect(findCuda(tree([]), [], {}).filter((l) => l.at && !l.at.startsWith("/usr/local"))).toEqual(
    [],
  );
});
