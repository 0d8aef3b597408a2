// Tests against the reference data, which are skipped where it is absent.
import { describe } from "vitest";
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
  return describe.skip(name, () => body(""));
}
