// The picture's pixels on their way to the page: the file itself where a browser can show it.
import { extname } from "node:path";
import type { Control } from "../engine/api";
import type { Bench } from "./bench";

/** What a browser shows by itself; whether it shows the same pixels, the engine says later. */
const types: Record<string, string> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".webp": "image/webp",
  ".gif": "image/gif",
  ".avif": "image/avif",
};
const longestSide = 2048;

export class PictureSender {
  constructor(
    private readonly bench: Bench,
    private readonly read: (file: string) => Promise<Uint8Array>,
  ) {}

  /** @returns whether the page could be given the file itself. */
  async file(picture: string): Promise<boolean> {
    const type = types[extname(picture).toLowerCase()];
    if (!type) return false;
    return this.send(picture, type, () => this.read(picture)).then(
      () => true,
      () => false,
    );
  }

  /** Decoded and turned upright by the engine. */
  png(file: string, control: Control) {
    const decode = () => this.bench.engine.picture({ file, side: longestSide }, control);
    return this.send(file, "image/png", decode);
  }

  private async send(picture: string, type: string, get: () => Promise<Uint8Array>) {
    const bytes = await get();
    if (this.bench.choice()?.picture === picture)
      this.bench.post({ kind: "pixels", picture, bytes, type });
  }
}
