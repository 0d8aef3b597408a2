// Every text that the extension or its page shows is translated, with the same values in it.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../../..");
const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");

function* texts() {
  for (const folder of ["src/webview", "src/extension"])
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }))
      if (file.endsWith(".ts"))
        for (const [, text] of read(folder, file).matchAll(/\bt\(\s*("(?:[^"\\]|\\.)*")/g))
          yield JSON.parse(text) as string;
}

const used = [...new Set(texts())].sort();
const bundles = readdirSync(join(root, "l10n"));
const holes = (text: string) => [...text.matchAll(/\{\d\}/g)].map(String).sort();

test.each(bundles)("%s has every text, no other", (file) => {
  const bundle: Record<string, string> = JSON.parse(read("l10n", file));
  expect(Object.keys(bundle).sort()).toEqual(used);
  for (const [english, text] of Object.entries(bundle)) expect(holes(text)).toEqual(holes(english));
});
