import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { parseRecord } from "../exports/record";
import { reopened } from "../exports/reopened";
import { Refusal } from "../refusal";
import type { Calls } from "./call";

/** A raw map of a 2000 x 2000 input, in base64, and the map that is shown. */
const mostBytes = 2 ** 28;

export const reopen: Calls["reopen"] = async ({ file, device }) => {
  const found = await stat(file).catch(() => undefined);
  const why = !found?.isFile()
    ? "there is no such file"
    : found.size > mostBytes
      ? `it is larger than ${mostBytes / 2 ** 20} MB`
      : undefined;
  if (why) throw new Refusal("export-unreadable", `"${basename(file)}" cannot be read: ${why}.`);
  return reopened(parseRecord(await readFile(file, "utf8")), file, device);
};
