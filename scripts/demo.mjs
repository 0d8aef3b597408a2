// npm run demo: the sample workspace with the extension in it.
//   --once   explains one sample picture in the terminal instead
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attempt, heading, installPackages, installServer, onPath, root, run } from "./steps.mjs";

await installPackages();
heading("building");
await run(process.execPath, ["esbuild.mjs"]);
const examples = join(root, "examples");

if (process.argv.includes("--once")) await once();
else if (onPath("code")) await desktop();
else await served();

async function once() {
  const out = join(tmpdir(), "glassbox-demo.png");
  const picture = "examples/images/bee/bee-1-with-stamp.png";
  const of = ["explain", picture, "--model", "examples/model.onnx", "--method", "grad-cam"];
  await run(process.execPath, ["dist/cli.js", ...of, "--out", out]);
  console.log(`The network was shown ${picture}. Where it looked: ${out}`);
}

async function desktop() {
  await attempt("code", [`--extensionDevelopmentPath=${root}`, examples]);
}

async function served() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    console.error(
      'There is no "code" on the PATH. Install VS Code and its shell command, then try again.',
    );
    process.exit(1);
  }
  await installServer();
  const { startServer, linkExtension } = await import("../test/vscode/server.mjs");
  const folder = join(tmpdir(), "glassbox-demo");
  mkdirSync(folder, { recursive: true });
  const server = await startServer(folder, { prepare: linkExtension });
  console.log(
    `\nOpen ${server.address(examples)}\nRight-click a picture below images/ and choose Explain Prediction. Ctrl-C stops.`,
  );
  process.on("SIGINT", () => server.stop());
  await server.ended;
}
