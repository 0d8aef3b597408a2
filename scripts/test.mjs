// npm test: installs what is missing, checks, builds, and runs every test there is.
//   --unit       only what needs no editor
//   --journeys   only the journeys in a real VS Code
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  attempt,
  binOf,
  findChromium,
  heading,
  installPackages,
  installServer,
  local,
  root,
  run,
} from "./steps.mjs";

const only = process.argv[2];
const results = join(root, "test-results");
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

await installPackages();
const totals = { passed: 0, failed: 0, skipped: 0 };

if (only !== "--journeys") {
  heading("checking format, lint and types");
  await local("@biomejs/biome", ["check", "."]);
  await local("typescript", ["--noEmit"]);
}
heading("building");
await run(process.execPath, ["esbuild.mjs"]);
// The journeys are driven by it, and the tests of WebGPU run on the driver that comes with it.
if (process.platform === "linux") await findChromium();
if (only !== "--journeys") await suite("unit", "vitest.config.mts");
if (only !== "--unit") await journeys();

const { passed, failed, skipped } = totals;
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
process.exit(failed || !passed ? 1 : 0);

/** The journeys run against the package as it is installed, not against the sources. */
async function journeys() {
  const missing = await missingForJourneys();
  if (missing) {
    console.warn(`\nSKIPPED: the journeys in VS Code: ${missing}`);
    if (process.env.CI) totals.failed++;
    else totals.skipped++;
    return;
  }
  heading("packaging");
  await run(process.execPath, ["scripts/package.mjs"]);
  await installServer();
  await suite("journeys", "test/vscode/vitest.config.mts");
}

async function missingForJourneys() {
  if (process.platform !== "linux" || process.arch !== "x64") return "they need Linux on x64";
  const chromium = await findChromium();
  return chromium ? undefined : "there is no Chromium, and only root can install it here";
}

async function suite(name, config) {
  heading(`${name} tests`);
  const report = join(results, `${name}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await attempt(process.execPath, [
    binOf("vitest"),
    "run",
    "--config",
    config,
    ...reporters,
  ]);
  const counts = readReport(report);
  totals.passed += counts.numPassedTests;
  totals.failed += counts.numFailedTests;
  totals.skipped += counts.numPendingTests;
  // A file that cannot be loaded fails without a single test in it.
  if (code !== 0 && !counts.numFailedTests) totals.failed++;
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
  }
}
