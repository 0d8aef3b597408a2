/** Work of which there is one at a time: what is new takes the place of what runs. */
export class Turn {
  private running?: AbortController;

  get busy() {
    return this.running !== undefined;
  }

  /** @returns whether the work came to its end, rather than being stopped or replaced. */
  async take(work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    this.stop();
    const mine = new AbortController();
    this.running = mine;
    try {
      await work(mine.signal);
    } finally {
      if (this.running === mine) this.running = undefined;
    }
    return !mine.signal.aborted;
  }

  stop(reason?: string) {
    this.running?.abort(reason);
    this.running = undefined;
  }
}
