// Bundles the four programs into dist/. Native modules stay outside: they are loaded from node_modules.
import { cp, rm } from "node:fs/promises";
import { build } from "esbuild";

const shared = {
  bundle: true,
  sourcemap: true,
  minify: process.argv.includes("--minify"),
  logLevel: "warning",
};
const node = { ...shared, platform: "node", target: "node20", format: "cjs" };
const native = ["onnxruntime-node", "sharp"];

await rm("dist", { recursive: true, force: true });
await Promise.all([
  build({
    ...node,
    entryPoints: { server: "src/engine/server.ts", cli: "src/engine/cli.ts" },
    outdir: "dist",
    external: native,
  }),
  build({
    ...node,
    entryPoints: { extension: "src/extension/main.ts" },
    outdir: "dist",
    external: ["vscode"],
  }),
  build({
    ...shared,
    platform: "browser",
    target: "es2023",
    format: "esm",
    entryPoints: {
      page: "src/webview/main.ts",
      page_style: "src/webview/style.css",
      map: "src/webview/map/main.ts",
      map_style: "src/webview/map/style.css",
    },
    entryNames: "[name]",
    outdir: "dist",
    loader: { ".ttf": "file", ".woff": "file" },
  }),
]);
// Of the icons only the font and its style.
for (const file of ["codicon.css", "codicon.ttf"])
  await cp(`node_modules/@vscode/codicons/dist/${file}`, `dist/codicons/${file}`);
