// package.json and the code say the same: commands, their titles, menus, icons.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { type CommandName, commandId, commands, panelOpen } from "../../../src/extension/commands";

const root = resolve(import.meta.dirname, "../../..");
const json = (name: string) => JSON.parse(readFileSync(join(root, name), "utf8"));
const manifest = json("package.json");
const strings = json("package.nls.json");
const names = Object.keys(commands) as CommandName[];

test("every command is contributed, with its title", () => {
  expect(manifest.contributes.commands).toEqual(
    names.map((name) => ({
      command: commandId(name),
      title: `%command.${name}%`,
      category: "Glassbox",
      ...(commands[name].icon && { icon: commands[name].icon }),
    })),
  );
});

test("what needs an explanation is not in the palette without one", () => {
  expect(manifest.contributes.menus.commandPalette).toEqual(
    names
      .filter((name) => commands[name].needsPanel)
      .map((name) => ({ command: commandId(name), when: panelOpen })),
  );
});

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
  for (const path of [manifest.icon, ...steps])
    expect(existsSync(join(root, path)), path).toBe(true);
});
