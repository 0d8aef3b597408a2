// Copies of a model's exports, kept as long as the window: an export writes over the one before.
import { constants, rmSync } from "node:fs";
import { copyFile, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { ModelInfo } from "../../engine/api";
import { sidecarOf } from "./sidecar";

/** How many are kept, and how many bytes they take at most altogether. */
const most = { count: 6, bytes: 2 ** 29 };

interface Copy {
  model: string;
  folder: string;
  bytes: number;
}

export class Copies {
  private kept: Copy[] = [];
  private made = 0;
  /** Windows may share a workspace: each has a folder named after its process. */
  private readonly own?: string;

  /** @param root absolute path of a folder of their own; without one nothing is copied */
  constructor(private readonly root: string | undefined) {
    this.own = root && join(root, String(process.pid));
  }

  /** Copies a model with its weights; nothing for one that is too large. */
  async keep(info: ModelInfo): Promise<string | undefined> {
    if (!this.own) return undefined;
    const from = dirname(info.path);
    const files = filesOf(info);
    if ((await sizeOf(from, info)) > most.bytes) return undefined;
    return this.add(info, async (folder) => {
      for (const file of files) {
        await mkdir(dirname(join(folder, file)), { recursive: true });
        await copyFile(join(from, file), join(folder, file), constants.COPYFILE_FICLONE);
      }
    });
  }

  /** Lets `write` put a model's files into a folder, and lays its settings beside it. */
  async add(info: ModelInfo, write: (folder: string) => Promise<void>) {
    if (!this.own) return undefined;
    if (this.made === 0) await this.sweep();
    const folder = join(this.own, String(this.made++));
    await mkdir(folder, { recursive: true });
    await write(folder);
    const model = join(folder, basename(info.path));
    const bytes = await sizeOf(folder, info);
    await writeFile(sidecarOf(model), JSON.stringify(settingsOf(info)));
    this.kept.push({ model, folder, bytes });
    await this.shrink();
    return model;
  }

  has = (model: string) => this.kept.some((c) => c.model === model);

  /** At once: the process may be about to end. */
  clear() {
    this.kept = [];
    if (this.own) rmSync(this.own, { recursive: true, force: true, maxRetries: 3 });
  }

  /** What windows left that ended without clearing. */
  private async sweep() {
    for (const name of await readdir(this.root!).catch(() => []))
      if (!isRunning(Number(name)))
        await rm(join(this.root!, name), { recursive: true, force: true });
  }

  private async shrink() {
    const bytes = () => this.kept.reduce((sum, c) => sum + c.bytes, 0);
    while (this.kept.length > most.count || bytes() > most.bytes) {
      const [oldest] = this.kept.splice(0, 1);
      await rm(oldest.folder, { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const filesOf = (info: ModelInfo) => [basename(info.path), ...info.weights];

/** Bytes of a model's files in a folder. */
async function sizeOf(folder: string, info: ModelInfo): Promise<number> {
  const found = await Promise.all(filesOf(info).map((f) => stat(join(folder, f))));
  return found.reduce((sum, { size }) => sum + size, 0);
}

/** Where the settings were found is not there any more: all of them go into the sidecar. */
function settingsOf({ preprocessing, labels }: ModelInfo) {
  const { layout: _, from: __, sources: ___, ...settings } = preprocessing;
  return { ...settings, labels };
}
