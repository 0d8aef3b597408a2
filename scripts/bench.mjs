// npm run bench [-- WORD...]: what things cost; bench/main.ts says what the words are.
import { join } from "node:path";
import { build } from "esbuild";
import { root, run } from "./steps.mjs";

const outfile = join(root, "node_modules/.cache/glassbox-bench.js");
await build({
  entryPoints: [join(root, "bench/main.ts")],
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["onnxruntime-node", "sharp"],
  alias: { vscode: join(root, "bench/vscode.ts") },
  outfile,
});
// What is shipped is minified.
await build({
  entryPoints: [join(root, "src/extension/main.ts")],
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode"],
  outfile: join(root, "node_modules/.cache/glassbox-extension.js"),
});
await run(process.execPath, [outfile, ...process.argv.slice(2)]);
