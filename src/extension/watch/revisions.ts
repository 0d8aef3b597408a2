// Versions of a model file that git has: listed, and brought out of it.
import { execFile, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { extensions } from "vscode";

export interface Revision {
  hash: string;
  /** "3 days ago" */
  when: string;
  subject: string;
}

const most = { revisions: 50, bytes: 2 ** 31 };
const run = promisify(execFile);

/** Newest first; none where git does not have the file, or there is no git. */
export async function revisionsOf(file: string): Promise<Revision[]> {
  const format = "--format=%h%x09%cr%x09%s";
  const args = ["log", "-n", String(most.revisions), format, "--", basename(file)];
  const { stdout } = await run(git(), args, { cwd: dirname(file) }).catch(() => ({ stdout: "" }));
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [hash, when, ...subject] = line.split("\t");
      return { hash, when, subject: subject.join(" ") };
    });
}

/** Writes a file as it was in a revision, as a checkout would (Git LFS included). */
export async function bringOut(file: string, { hash }: Revision, folder: string, name: string) {
  const args = ["cat-file", "--filters", `${hash}:./${name}`];
  const child = spawn(git(), args, { cwd: dirname(file), stdio: ["ignore", "pipe", "pipe"] });
  let why = "";
  child.stderr.on("data", (text) => {
    why = `${why}${text}`.slice(0, 500);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", reject);
  });
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await pipeline(child.stdout, atMost(most.bytes), createWriteStream(join(folder, name)));
  if ((await ended) !== 0) throw new Error(why.trim() || `git has no ${name} at ${hash}`);
}

function atMost(bytes: number) {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      seen += chunk.length;
      done(seen > bytes ? new Error(`more than ${bytes} bytes`) : null, chunk);
    },
  });
}

/** The git that VS Code itself uses. */
function git(): string {
  const found = extensions.getExtension("vscode.git");
  const api = found?.isActive ? found.exports?.getAPI?.(1) : undefined;
  return api?.git?.path ?? "git";
}
