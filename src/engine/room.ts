// How many pictures go through a network at once: as many as there is memory for.
import { freemem } from "node:os";
import type { Network } from "./network";
import { isOutOfMemory } from "./refusal";

/** More gain nothing on a processor. */
const most = 16;
/** Going back every activation is needed again, and its gradient is as large. */
const held = 2;
/** The share of what is free that one pass may take. */
const share = 0.5;

export class Room {
  private limit: number;
  private readonly bytes: number;

  /** @param free bytes that this process may still take, asked for each time */
  constructor(
    private readonly network: Network,
    private readonly free = freeMemory,
  ) {
    this.limit = network.batched ? most : (network.input.shape![0] ?? 1);
    this.bytes = held * activationBytes(network);
  }

  get batch(): number {
    if (!this.network.batched) return this.limit;
    const fitting = Math.floor((share * this.free()) / this.bytes);
    return Math.max(1, Math.min(this.limit, fitting));
  }

  /**
   * What `work` makes of a batch of items after the other. Where memory runs out half as many go
   * through at once, from then on.
   * @throws Refusal `out-of-memory` if not even one does
   */
  async *batches<T, R>(items: readonly T[], work: (some: T[]) => Promise<R>): AsyncGenerator<R> {
    for (let done = 0; done < items.length; ) {
      const some = items.slice(done, done + this.batch);
      const found = await work(some).catch((e) => this.shrunk(some.length, e));
      if (found === undefined) continue;
      done += some.length;
      yield found;
    }
  }

  /** Takes note that so many were too many; throws the error again if it was another. */
  shrunk(tried: number, e: unknown): undefined {
    if (!isOutOfMemory(e) || !this.network.batched || tried === 1) throw e;
    this.limit = Math.floor(tried / 2);
  }
}

/** A container's limit counts, where Node knows of it (20.13). */
const freeMemory = () => process.availableMemory?.() ?? freemem();

/** Bytes of all that one picture's forward pass makes. */
function activationBytes({ model }: Network): number {
  const made = model.graph.nodes.flatMap((n) => n.outputs);
  return made.reduce(
    (sum, y) => sum + 4 * (y?.shape ?? []).reduce<number>((a, d) => a * (d ?? 1), 1),
    0,
  );
}
