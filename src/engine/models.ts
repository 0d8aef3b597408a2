// The networks that are open, each with its programs: the least recently used goes first.

import type { Device, Explanation, ModelJob, Trust } from "./api";
import { filesOf, type Inputs } from "./bound";
import { bestPrograms } from "./device";
import { Kept } from "./kept";
import { fingerprint, type Network, openNetwork } from "./network";
import { Programs } from "./programs";

/** How many networks stay open. */
const kept = 2;

interface Opened {
  fingerprint: string;
  programs: Promise<Programs>;
}

export class Models {
  /** What was found last, for whoever exports or judges it. */
  readonly explanations = new Kept<Explanation>(16);
  readonly trusts = new Kept<Trust>(64);
  private readonly opened = new Map<string, Opened>();

  /** Opens a network once; again when its file or sidecar has changed. */
  async programs({ model: path, device, workspace, ...job }: ModelJob & Inputs): Promise<Programs> {
    const { inputs, wrt } = job;
    const key = JSON.stringify([path, device, workspace, inputs, wrt, wrt && job.image]);
    const now = await fingerprint(path, filesOf(job));
    const known = this.opened.get(key);
    this.opened.delete(key);
    if (known && known.fingerprint !== now) void this.drop(known);
    const current = known?.fingerprint === now ? known : undefined;
    const entry = current ?? {
      fingerprint: now,
      programs: openNetwork(path, workspace, job).then((network) => programsOn(device, network)),
    };
    this.opened.set(key, entry);
    entry.programs.catch(() => this.opened.delete(key));
    const [oldest] = this.opened.keys();
    if (this.opened.size > kept) {
      void this.drop(this.opened.get(oldest)!);
      this.opened.delete(oldest);
    }
    return entry.programs;
  }

  async release() {
    const all = [...this.opened.values()];
    this.opened.clear();
    for (const opened of all) await this.drop(opened);
  }

  private drop = ({ programs }: Opened) => programs.then((p) => p.release()).catch(() => {});
}

const programsOn = (device: Device, network: Network) =>
  device === "auto" ? bestPrograms(network) : new Programs(network, device);
