// Lists that stand twice: rewritten here from the one definition when they are stale, and the test
// fails so that the difference is looked at.
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { infoOf, methods } from "../../src/engine/methods";
import { settings, table } from "../../src/engine/methods/describe";
import { readers } from "../../src/engine/outputs/readers";
import { type CommandName, commandId, commands, panelOpen } from "../../src/extension/commands";

const root = resolve(import.meta.dirname, "../..");

function upToDate(file: string, make: (now: string) => string) {
  const path = resolve(root, file);
  const now = readFileSync(path, "utf8");
  const made = make(now);
  if (made !== now) writeFileSync(path, made);
  expect(made === now, `${file} was stale and has been rewritten: look at it and commit it`).toBe(
    true,
  );
}

test("README.md lists the methods", () =>
  upToDate("README.md", (now) => {
    const marked = /(<!-- methods -->\n)[\s\S]*?(<!-- \/methods -->)/;
    expect(now).toMatch(marked);
    return now.replace(marked, `$1${table(methods.map(infoOf))}\n$2`);
  }));

test("docs/outputs.md lists the readers", () =>
  upToDate("docs/outputs.md", (now) => {
    const marked = /(<!-- readers -->\n)[\s\S]*?(<!-- \/readers -->)/;
    expect(now).toMatch(marked);
    const rows = readers.map(
      (r) => `| \`${r.id}\` | ${r.families} | ${r.explains} | ${r.tried ?? ""} |`,
    );
    const head = "| Reader | Families | What is explained | Tried on |\n| --- | --- | --- | --- |";
    return now.replace(marked, `$1${[head, ...rows].join("\n")}\n$2`);
  }));

/** package.json with something changed, in its own form. */
const manifestWith = (change: (contributes: Contributes) => void) =>
  upToDate("package.json", (now) => {
    const manifest = JSON.parse(now);
    change(manifest.contributes);
    const same = JSON.stringify(JSON.parse(now)) === JSON.stringify(manifest);
    return same ? now : `${JSON.stringify(manifest, null, 2)}\n`;
  });
interface Contributes {
  commands: unknown;
  menus: { commandPalette: unknown };
  configuration: { properties: Record<string, unknown> };
}

test("package.json has the commands; without an explanation not those that need one", () =>
  manifestWith((contributes) => {
    const names = Object.keys(commands) as CommandName[];
    contributes.commands = names.map((name) => ({
      command: commandId(name),
      title: `%command.${name}%`,
      category: "Glassbox",
      ...(commands[name].icon && { icon: commands[name].icon }),
    }));
    contributes.menus.commandPalette = names
      .filter((name) => commands[name].needsPanel)
      .map((name) => ({ command: commandId(name), when: panelOpen }));
  }));

test("package.json has the methods' settings", () =>
  manifestWith(({ configuration }) => {
    const others = Object.entries(configuration.properties as Record<string, unknown>).filter(
      ([key]) => !key.startsWith("glassbox.methods."),
    );
    const made = settings(methods.map(infoOf));
    configuration.properties = { ...Object.fromEntries(others), ...made };
  }));
