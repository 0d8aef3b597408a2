// A command of the terminal is defined once: its usage, its own flags, and what it does.
import { resolve } from "node:path";
import type { ParseArgsConfig } from "node:util";
import { type Control, type Device, devices, type InputValue } from "../api";
import type { Engine } from "../engine";

/** Wrong usage: exit code 2, with the usage. */
export class Usage extends Error {}

type Flags = NonNullable<ParseArgsConfig["options"]>;
type ValueOf<F> = F extends { type: "boolean" }
  ? boolean
  : F extends { multiple: true }
    ? string[]
    : string;
export type Values<F> = { [K in keyof F]?: ValueOf<F[K]> };

export interface Call<F> {
  engine: Engine;
  values: Values<F>;
  /** What follows the command's name. */
  operand?: string;
  /** All that follows, where the command takes several. */
  operands: readonly string[];
}

export interface Command<F extends Flags = Flags> {
  /** What stands behind "glassbox " in the help. */
  usage: string;
  flags: F;
  /** How many operands it takes at most; 1 if not given. */
  most?: number;
  run(call: Call<F>): Promise<void>;
}

export const defineCommand = <const F extends Flags>(c: Command<F>) => c as unknown as Command;

/** For flags, by what they say. */
export const text = { type: "string" } as const;
export const json = { type: "boolean" } as const;
export const subjectFlags = {
  model: text,
  tensor: text,
  device: text,
  input: { type: "string", multiple: true },
  wrt: text,
} as const;

export const quiet: Control = { signal: new AbortController().signal, progress() {} };

/** Says on a terminal's error stream how far it is, for what takes minutes. */
export const loud: Control = {
  ...quiet,
  progress: ({ message }) => process.stderr.isTTY && process.stderr.write(`\r${message}\x1b[K`),
};

/** A model and a picture (or a tensor), as flags and the operand name them. */
export function subject(values: Values<typeof subjectFlags>, operand: string | undefined) {
  if (operand && values.tensor) throw new Usage("give IMAGE or --tensor, not both");
  const image = values.tensor
    ? { tensor: resolve(values.tensor) }
    : { file: resolve(demanded(operand, "IMAGE")) };
  return {
    model: resolve(demanded(values.model, "--model MODEL")),
    image,
    inputs: values.input && Object.fromEntries(values.input.map(inputValue)),
    wrt: values.wrt,
    device: device(values),
  };
}

/** NAME=3, NAME=0.1,0.2, NAME=noise:7, NAME=FILE.png, NAME=FILE.npy. */
function inputValue(given: string): [string, InputValue] {
  const at = given.indexOf("=");
  const [name, value] = [given.slice(0, at), given.slice(at + 1)];
  if (at < 1) throw new Usage("--input takes NAME=VALUE");
  const seed = /^noise:(\d+)$/.exec(value)?.[1];
  if (seed !== undefined) return [name, { seed: Number(seed) }];
  const numbers = value.split(",").map((n) => (n.trim() ? Number(n) : Number.NaN));
  if (numbers.every(Number.isFinite)) return [name, { value: numbers }];
  const file = resolve(value);
  return [name, file.endsWith(".npy") ? { tensor: file } : { picture: file }];
}

export function device({ device: given = "auto" }: { device?: string }): Device {
  if ((devices as readonly string[]).includes(given)) return given as Device;
  throw new Usage(`--device takes ${devices.join(", ")}`);
}

/** A whole number from `least`. */
export function count(given: string | undefined, flag: string, fallback: number, least = 1) {
  const n = given === undefined ? fallback : Number(given);
  if (Number.isInteger(n) && n >= least) return n;
  throw new Usage(`--${flag} takes a whole number from ${least}`);
}

export function number(given: string | undefined, flag: string): number | undefined {
  if (given === undefined || Number.isFinite(Number(given || Number.NaN)))
    return given === undefined ? undefined : Number(given);
  throw new Usage(`--${flag} takes a number`);
}

/** Whole numbers from zero with commas between them. */
export function numbers(given: string, flag: string): number[] {
  const all = given.split(",").map((n) => (n.trim() ? Number(n) : Number.NaN));
  if (all.every((n) => Number.isInteger(n) && n >= 0)) return all;
  throw new Usage(`--${flag} takes whole numbers with commas between them`);
}

export function oneOf<T extends string>(known: readonly T[], given: string, flag: string): T {
  const found = known.find((k) => k === given);
  if (found) return found;
  throw new Usage(`--${flag} takes ${known.join(", ")}`);
}

/** A figure for a column; nothing where there is none. */
export const signed = (v: number | undefined) => v?.toPrecision(4) ?? "";

export function demanded(value: string | undefined, what: string): string {
  if (value === undefined) throw new Usage(`${what} is missing`);
  return value;
}

export function print(what: unknown): void {
  process.stdout.write(`${typeof what === "string" ? what : JSON.stringify(what, null, 2)}\n`);
}
