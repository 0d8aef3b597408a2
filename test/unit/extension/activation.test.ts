// Starting is cheap: the extension's bundle loads no native module, and none of the engine's packages.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { activationProbe } from "../../../bench/activation";
import { scratch } from "../engine/fixtures";

const root = resolve(import.meta.dirname, "../../..");
const outfile = join(scratch(), "extension.js");
const activated = () =>
  JSON.parse(
    execFileSync(process.execPath, ["-e", activationProbe(outfile)], {
      encoding: "utf8",
      cwd: root,
    }),
  );

test("the extension is activated without native code", async () => {
  await build({
    entryPoints: [join(root, "src/extension/main.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode", "onnxruntime-node", "sharp"],
    outfile,
  });
  expect(activated().native).toEqual([]);
  expect(readFileSync(outfile, "utf8")).not.toMatch(/require\("(onnxruntime-node|sharp)"\)/);
});

test("the probe sees native code at all", async () => {
  await build({
    stdin: {
      contents: 'exports.activate = () => require("sharp");',
      resolveDir: root,
    },
    bundle: true,
    platform: "node",
    format: "cjs",
    plugins: [
      {
        name: "from the repository",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^sharp$/ }, () => ({
            path: join(root, "node_modules/sharp"),
            external: true,
          })),
      },
    ],
    outfile,
  });
  expect(activated().native.join()).toMatch(/sharp.*\.node/);
});
