// What every writer is given.
import type { Explanation, Job, ModelInfo, Trust } from "../api";

export interface Exported {
  explanation: Explanation;
  job: Job;
  model: ModelInfo;
  trust?: Trust;
  /** Absolute path of the file that is written, if it is known. */
  to?: string;
}

export type Writer = (e: Exported) => Uint8Array | Promise<Uint8Array>;

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const asJson = (value: unknown) => utf8(`${JSON.stringify(value, null, 2)}\n`);

export const pathOf = ({ image }: Job) => ("file" in image ? image.file : image.tensor);
