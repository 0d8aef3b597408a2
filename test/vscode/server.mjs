// VS Code's server on loopback, with folders of its own; it stops with whoever started it.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { root, run, serverMain, serverNode } from "../../scripts/steps.mjs";

const settings = {
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "extensions.ignoreRecommendations": true,
  "workbench.tips.enabled": false,
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
};

/**
 * @param {string} folder for everything the server writes
 * @param {{ settings?: object, prepare?: (extensions: string) => void | Promise<void> }} [options]
 *   `prepare` puts extensions into their folder before the start
 */
export async function startServer(folder, options = {}) {
  const [user, data, extensions] = ["user", "server", "extensions"].map((n) => join(folder, n));
  mkdirSync(join(user, "User"), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  const all = JSON.stringify({ ...settings, ...options.settings });
  writeFileSync(join(user, "User/settings.json"), all);
  const folders = [
    "--server-data-dir",
    data,
    "--user-data-dir",
    user,
    "--extensions-dir",
    extensions,
  ];
  await options.prepare?.(extensions, folders);
  const port = await freePort();
  const child = spawn(
    serverNode,
    [
      serverMain,
      "--host",
      "127.0.0.1",
      "--port",
      `${port}`,
      "--without-connection-token",
      "--accept-server-license-terms",
      "--telemetry-level",
      "off",
      "--disable-telemetry",
      "--disable-workspace-trust",
      ...folders,
    ],
    // An empty gallery keeps every request on loopback.
    { env: { ...process.env, EXTENSIONS_GALLERY: "{}" }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let log = "";
  const ready = new Promise((done, fail) => {
    const hear = (text) => {
      log += text;
      if (/listening on/i.test(log)) done();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", (code) => fail(new Error(`VS Code's server ended (${code}):\n${log}`)));
  });
  const ended = new Promise((done) => child.on("exit", done));
  await ready;
  const stop = () => {
    child.kill();
    return ended;
  };
  process.on("exit", () => child.kill());
  return {
    pid: child.pid,
    stop,
    ended,
    log: () => log,
    address: (workspace) => `http://127.0.0.1:${port}/?folder=${encodeURI(workspace)}`,
  };
}

/** The extension as it lies in the repository. */
export function linkExtension(extensions) {
  const { publisher, name, version } = manifest();
  const link = join(extensions, `${publisher}.${name}-${version}`);
  rmSync(link, { recursive: true, force: true });
  symlinkSync(root, link, "dir");
}

/** The extension as it is shipped. */
export const installPackage = (vsix) => (_extensions, folders) =>
  run(
    serverNode,
    [serverMain, "--install-extension", vsix, "--accept-server-license-terms", ...folders],
    {
      env: { ...process.env, EXTENSIONS_GALLERY: "{}" },
      quiet: true,
    },
  );

export const manifest = () => JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
