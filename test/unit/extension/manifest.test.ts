// package.json and the code say the same: menus, strings, icons.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { commandId } from "../../../src/extension/commands";

const root = resolve(import.meta.dirname, "../../..");
const json = (name: string) => JSON.parse(readFileSync(join(root, name), "utf8"));
const manifest = json("package.json");
const strings = json("package.nls.json");

test.each(["package.nls.json", "package.nls.ko.json"])("%s has every string, no other", (file) => {
  if (!existsSync(join(root, file))) return;
  const used = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map((m) => m[1]);
  expect(Object.keys(json(file)).sort()).toEqual([...new Set(used)].sort());
  for (const text of Object.values(json(file))) expect(text).not.toBe("");
});

test("the menu entry is for pictures, not for folders", () => {
  const [entry] = manifest.contributes.menus["explorer/context"];
  const pattern = new RegExp(/=~ \/(.*)\/i/.exec(entry.when)![1], "i");
  for (const name of ["a.png", "b.JPG", "c.jpeg", "d.webp", "e.tif", "f.bmp"])
    expect(pattern.test(name), name).toBe(true);
  for (const name of ["a.json", "b.onnx", "c.svg", "png"])
    expect(pattern.test(name), name).toBe(false);
  expect(entry.when).toContain("!explorerResourceIsFolder");
});

test("only a stored explanation can be opened as one", () => {
  const [, entry] = manifest.contributes.menus["explorer/context"];
  expect(entry.command).toBe(commandId("openExplanation"));
  const pattern = new RegExp(/=~ \/(.*)\/i/.exec(entry.when)![1], "i");
  expect(pattern.test("cat.explain.json")).toBe(true);
  for (const name of ["package.json", "cat.explain.json.bak", "explain_json"])
    expect(pattern.test(name), name).toBe(false);
});

test("nothing starts by itself, and untrusted models are not loaded", () => {
  for (const event of manifest.activationEvents)
    expect(event).toMatch(/^(onWebviewPanel:glassbox\.\w+|onLanguage:\w+)$/);
  expect(manifest.capabilities.untrustedWorkspaces.supported).toBe("limited");
  expect(strings.trust).toMatch(/untrusted/);
});

test("the pictures and pages it names exist", () => {
  const steps = manifest.contributes.walkthroughs.flatMap(
    (w: { steps: { media: { markdown: string } }[] }) => w.steps.map((s) => s.media.markdown),
  );
  const shown = ["README.md", ...steps].flatMap((page) =>
    [...readFileSync(join(root, page), "utf8").matchAll(/!\[[^\]]+\]\(([^)]+\.png)\)/g)].map(
      ([, picture]) => join(dirname(page), picture),
    ),
  );
  expect(shown).toContain(join("media", "panel.png"));
  for (const path of [manifest.icon, ...steps, ...shown])
    expect(existsSync(join(root, path)), path).toBe(true);
  // They are shipped: none is larger than it has to be.
  for (const path of shown) expect(statSync(join(root, path)).size, path).toBeLessThan(200_000);
});
