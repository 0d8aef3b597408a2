// npm run package: the VSIX for one platform, with that platform's native files only.
//   --target linux-x64|linux-arm64|win32-x64|win32-arm64|darwin-arm64|darwin-x64
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, relative, sep } from "node:path";
import { binOf, root, run } from "./steps.mjs";

const flag = process.argv.indexOf("--target");
const target = flag > 0 ? process.argv[flag + 1] : `${process.platform}-${process.arch}`;
const [os, arch] = target.split("-");
const modules = join(root, "node_modules");
const staging = join(root, "dist/vsix");

/** What a package needs at run time: all of it, or the files under these paths. */
const packages = {
  "onnxruntime-node": ["package.json", "dist", `bin/napi-v6/${os}/${arch}`],
  "onnxruntime-common": ["package.json", "dist/cjs"],
  sharp: ["package.json", "lib", "LICENSE", "dist"],
  "@img/colour": ["."],
  "detect-libc": ["package.json", "lib"],
  semver: ["."],
  [`@img/sharp-${target}`]: ["."],
  // Windows has libvips inside the package above.
  ...(os === "win32" ? {} : { [`@img/sharp-libvips-${target}`]: ["."] }),
};

await run(process.execPath, ["esbuild.mjs", "--minify"]);
rmSync(staging, { recursive: true, force: true });
mkdirSync(staging, { recursive: true });
for (const name of ["README.md", "CHANGELOG.md", "LICENSE", "media", "l10n", "examples"])
  copy(name);
for (const file of readdirSync(root)) if (/^package\.nls.*\.json$/.test(file)) copy(file);
for (const file of readdirSync(join(root, "dist")))
  if (file !== "vsix" && !file.endsWith(".map")) copy(join("dist", file));
for (const [name, paths] of Object.entries(packages))
  for (const path of paths) copyModule(name, path);
writeManifest();

const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const vsix = join(root, `${name}-${target}-${version}.vsix`);
const options = ["--target", target, "--no-dependencies", "--skip-license", "--out", vsix];
const links = ["--allow-missing-repository", "--no-rewrite-relative-links"];
await run(process.execPath, [binOf("@vscode/vsce"), "package", ...options, ...links], {
  cwd: staging,
  quiet: true,
});
verify();
const megabytes = (statSync(vsix).size / 2 ** 20).toFixed(1);
console.log(`${relative(root, vsix)}: ${megabytes} MB`);

function copy(path) {
  const from = join(root, path);
  if (existsSync(from)) cpSync(from, join(staging, path), { recursive: true, filter: shipped });
}

/** The sample is shipped without what draws and checks it; its training code is there to be read. */
function shipped(path) {
  const inside = relative(root, path).split(sep).join("/");
  return !/^examples\/.*(check\.py|\.mjs|requirements\.txt|__pycache__|\.gitignore)$|\/drawing$/.test(
    inside,
  );
}

/** Native packages lie where require() looks from dist/server.js. */
function copyModule(name, path) {
  const from = join(modules, name, path);
  if (!existsSync(from)) {
    if (path === "LICENSE" || path === "dist") return;
    console.error(`${relative(root, from)} is missing: install the packages for ${target} first`);
    process.exit(1);
  }
  cpSync(from, join(staging, "dist/node_modules", name, path), {
    recursive: true,
    dereference: true,
  });
}

/** The manifest without what only development needs. */
function writeManifest() {
  const {
    scripts,
    devDependencies,
    dependencies,
    private: _,
    bin,
    ...manifest
  } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  manifest.files = ["**"];
  writeFileSync(join(staging, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** One platform's native files, and none of another's. */
function verify() {
  const files = readdirSync(join(staging, "dist/node_modules"), { recursive: true }).map((f) =>
    f.split(sep).join("/"),
  );
  const native = files.filter((f) => /\.node$|\.(so|dylib|dll)(\.|$)/.test(f));
  const foreign = native.filter((f) => !f.includes(`${os}/${arch}`) && !f.includes(target));
  if (native.length < 2 || foreign.length) {
    console.error(`wrong native files in the package: ${foreign.join(", ") || "too few"}`);
    process.exit(1);
  }
}
