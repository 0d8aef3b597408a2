// npm run proof: measures what the README claims, prints it and writes docs/proof.md. Takes minutes.
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { heading, root, run } from "./steps.mjs";

/** It asks whether it is the program that was started: inside the bundle it would be. */
const drawing = {
  name: "drawing",
  setup: ({ onResolve }) =>
    onResolve({ filter: /examples\/draw\.mjs$/ }, () => ({
      path: pathToFileURL(join(root, "examples/draw.mjs")).href,
      external: true,
    })),
};
const outfile = join(root, "dist/proof/main.mjs");
heading("building");
await build({
  entryPoints: [join(root, "test/proof/main.ts")],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  sourcemap: true,
  logLevel: "warning",
  external: ["onnxruntime-node", "sharp"],
  plugins: [drawing],
  // CommonJS packages inside an ES module.
  banner: {
    js: [
      'import { createRequire as requireForBundle } from "node:module";',
      "const require = requireForBundle(import.meta.url);",
      "const __filename = import.meta.filename;",
    ].join("\n"),
  },
});
heading("measuring");
const { GLASSBOX_REFERENCE = resolve(root, "../shared/reference") } = process.env;
await run(process.execPath, [outfile, root], { env: { ...process.env, GLASSBOX_REFERENCE } });
