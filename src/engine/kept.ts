// Results that are kept for the same job while model and picture stay as they are.
import { stat } from "node:fs/promises";
import type { Job } from "./api";
import { filesOf } from "./bound";
import { fingerprint } from "./network";

/** The least recently used goes first. */
export class Kept<V> {
  private readonly values = new Map<string, V>();

  constructor(private readonly most: number) {}

  async get(job: Job): Promise<V | undefined> {
    const key = await keyOf(job);
    const value = this.values.get(key);
    if (value !== undefined) this.put(key, value);
    return value;
  }

  /** @param key of the job when the work began: a file may have changed since */
  put(key: string, value: V) {
    this.values.delete(key);
    this.values.set(key, value);
    const [oldest] = this.values.keys();
    if (this.values.size > this.most) this.values.delete(oldest);
  }
}

/** Changes with everything that the result depends on. */
export async function keyOf(job: Job): Promise<string> {
  const { model, image, target, method, layer, device } = job;
  const parameters = Object.entries(job.parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  const path = "file" in image ? image.file : image.tensor;
  const file = await stat(path).catch(() => undefined);
  const now = [await fingerprint(model, filesOf(job)), file?.mtimeMs, file?.size];
  const { inputs, wrt } = job;
  return JSON.stringify([
    ...[model, image, inputs, wrt, target, method, layer],
    ...[parameters, device, now],
  ]);
}
