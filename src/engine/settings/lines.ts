// Where a key stands in a JSON file.

/** The line (1-based) of the first `"key":`, and its text. */
export function lineOf(json: string, key: string): { line?: number; text: string } {
  const lines = json.split(/\r?\n/);
  const at = lines.findIndex((l) => l.includes(`"${key}"`));
  return at < 0 ? { text: key } : { line: at + 1, text: lines[at].trim().slice(0, 160) };
}
