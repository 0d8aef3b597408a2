// Tests against the reference data, which are skipped where it is absent.
import { describe, test } from "vitest";
import { reference } from "./reference-data";

export * from "./reference-data";

/** As describe(), skipped loudly where the reference data is absent. */
export function describeReference(name: string, body: (folder: string) => void) {
  if (reference) {
    const folder = reference;
    return describe(name, () => body(folder));
  }
  console.warn(
    `SKIPPED: ${name}: there is no reference data (set GLASSBOX_REFERENCE to its folder)`,
  );
  // The body would look for files as soon as it is read: it is not run at all.
  return describe.skip(name, () => test("needs the reference data", () => {}));
}
