// Lists that stand twice: rewritten here from the one definition when they are stale, and the test
// fails so that the difference is looked at.
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { infoOf, methods } from "../../src/engine/methods";
import { settings, table } from "../../src/engine/methods/describe";

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

test("package.json has the methods' settings", () =>
  upToDate("package.json", (now) => {
    const manifest = JSON.parse(now);
    const { configuration } = manifest.contributes;
    const others = Object.entries(configuration.properties as Record<string, unknown>).filter(
      ([key]) => !key.startsWith("glassbox.methods."),
    );
    const made = settings(methods.map(infoOf));
    configuration.properties = { ...Object.fromEntries(others), ...made };
    const same = JSON.stringify(JSON.parse(now)) === JSON.stringify(manifest);
    return same ? now : `${JSON.stringify(manifest, null, 2)}\n`;
  }));
