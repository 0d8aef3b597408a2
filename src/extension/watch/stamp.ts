// When a file was written, and when it is no longer being written.
import { stat } from "node:fs/promises";
import { setTimeout as after } from "node:timers/promises";

/** Changes whenever one of the files does; undefined while the first is missing or empty. */
export async function stampOf(files: readonly string[]): Promise<string | undefined> {
  const found = await Promise.all(files.map((f) => stat(f).catch(() => undefined)));
  if (!found[0]?.size) return undefined;
  return found.map((s) => (s ? `${s.mtimeMs} ${s.size}` : "-")).join(" ");
}

/** Milliseconds in which nothing may change before files count as written. */
const pause = 400;
/** An export of many gigabytes takes minutes; after this nobody waits for it any more. */
const longest = 10 * 60_000;

/** The stamp of the files once they are whole; undefined if they never are. */
export async function settled(files: readonly string[], signal: AbortSignal) {
  const end = Date.now() + longest;
  let before = await stampOf(files);
  while (!signal.aborted && Date.now() < end) {
    await after(pause);
    const now = await stampOf(files);
    if (now !== undefined && now === before) return now;
    before = now;
  }
  return undefined;
}
