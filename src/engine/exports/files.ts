// Files that an export names: where they lie from it, and what is in them.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, posix, relative, resolve, win32 } from "node:path";
import { pipeline } from "node:stream/promises";

/** From the folder of `to`, with slashes; the name alone where that is not known or another drive. */
export function nameFrom(to: string | undefined, path: string): string {
  const way = to === undefined ? basename(path) : relative(dirname(to), path);
  return isAbsolute(way) ? basename(path) : way.replaceAll("\\", "/");
}

/** A name that a file gives is followed only from that file's own folder. */
export const isRelative = (name: string) =>
  !posix.isAbsolute(name) && !win32.isAbsolute(name) && !/^[a-z]:|\0/i.test(name);

export const resolveFrom = (file: string, name: string) => resolve(dirname(file), name);

/** In hexadecimal; undefined where there is no such plain file. */
export async function sha256(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
