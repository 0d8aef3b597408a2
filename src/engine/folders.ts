// Files that may or may not be there, read without fuss.
import { readdirSync, readFileSync, statSync } from "node:fs";

const mostBytes = 2 ** 22;

/** What a folder holds, by name as Python sorts; nothing if it cannot be read. */
export function entriesOf(folder: string) {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

/** A text file's text; nothing if there is none, or one that is too large to be meant. */
export function readText(path: string, most = mostBytes): string | undefined {
  try {
    return statSync(path).size <= most ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
