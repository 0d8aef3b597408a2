// What hovers show is made in the background and kept: a hover answers at once or says "computing".

/**
 * Results by key, the least recently used going first; each is made once. What went wrong is told
 * once, and tried again after that.
 */
export class Glances<T> {
  private readonly done = new Map<string, T | Error>();
  private readonly making = new Map<string, Promise<void>>();

  constructor(
    private readonly most: number,
    /** Something that was asked for is there now, or could not be made. */
    private readonly ready: () => void = () => {},
  ) {}

  /** What is known under the key; if nothing is, it is being made from now on. */
  get(key: string, make: () => Promise<T>): T | Error | undefined {
    const known = this.done.get(key);
    if (known !== undefined) {
      this.done.delete(key);
      if (!(known instanceof Error)) this.done.set(key, known);
      return known;
    }
    if (!this.making.has(key)) this.making.set(key, this.make(key, make));
    return undefined;
  }

  /** As `get`, waiting at most so many milliseconds. */
  async within(ms: number, key: string, make: () => Promise<T>): Promise<T | Error | undefined> {
    const known = this.get(key, make);
    if (known !== undefined) return known;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([this.making.get(key), late]);
    clearTimeout(timer);
    return this.done.has(key) ? this.get(key, make) : undefined;
  }

  /** What is known, and nothing is begun. */
  peek(key: string): T | undefined {
    const known = this.done.get(key);
    return known instanceof Error ? undefined : known;
  }

  private async make(key: string, make: () => Promise<T>) {
    const made = await make().catch((e) => (e instanceof Error ? e : new Error(String(e))));
    this.done.set(key, made);
    const [oldest] = this.done.keys();
    if (this.done.size > this.most) this.done.delete(oldest);
    this.making.delete(key);
    this.ready();
  }
}
