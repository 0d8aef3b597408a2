// Checks of what came out of a file that anybody may have written: each gives the value in its type,
// without what was not asked for, or refuses and names the place.
import { Refusal } from "../refusal";

export type Check<T> = (value: unknown, at: string) => T;
export type Checked<C> = C extends Check<infer T> ? T : never;

const wrong = (at: string, wanted: string) =>
  new Refusal("export-unreadable", `The explanation cannot be read: "${at}" must be ${wanted}.`);

const longest = 4096;
export const text: Check<string> = (v, at) => {
  if (typeof v === "string" && v.length <= longest) return v;
  throw wrong(at, `a text of at most ${longest} characters`);
};

/** JSON has no NaN: it is written as null. */
export const number: Check<number> = (v, at) => {
  if (v === null) return Number.NaN;
  if (typeof v === "number") return v;
  throw wrong(at, "a number");
};

export const count =
  (most: number): Check<number> =>
  (v, at) => {
    if (Number.isInteger(v) && (v as number) >= 0 && (v as number) <= most) return v as number;
    throw wrong(at, `a whole number from 0 to ${most}`);
  };

export const flag: Check<boolean> = (v, at) => {
  if (typeof v === "boolean") return v;
  throw wrong(at, "true or false");
};

export const oneOf =
  <const T extends readonly string[]>(...options: T): Check<T[number]> =>
  (v, at) => {
    if (options.includes(v as string)) return v as T[number];
    throw wrong(at, options.map((o) => `"${o}"`).join(" or "));
  };

/** The first that fits. */
export const either =
  <A, B>(a: Check<A>, b: Check<B>): Check<A | B> =>
  (v, at) => {
    try {
      return a(v, at);
    } catch {
      return b(v, at);
    }
  };

/** The first of several that fits. */
export const anyOf = <C extends readonly Check<unknown>[]>(...checks: C) =>
  checks.reduce<Check<unknown>>(either, never) as Check<Checked<C[number]>>;

const never: Check<never> = (_, at) => {
  throw wrong(at, "of a known kind");
};

export const nothing: Check<null> = (v, at) => {
  if (v === null) return null;
  throw wrong(at, "null");
};

export const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (v, at) =>
    v === undefined ? undefined : check(v, at);

export const list =
  <T>(check: Check<T>, most: number): Check<T[]> =>
  (v, at) => {
    if (!Array.isArray(v) || v.length > most) throw wrong(at, `a list of at most ${most}`);
    return v.map((item, i) => check(item, `${at}[${i}]`));
  };

const plain = (v: unknown, at: string): Record<string, unknown> => {
  if (typeof v === "object" && v !== null && !Array.isArray(v)) return v as never;
  throw wrong(at, "an object");
};

type Fields = Record<string, Check<unknown>>;
type Optional<F> = { [K in keyof F]: undefined extends Checked<F[K]> ? K : never }[keyof F];
export type Shape<F> = { [K in Exclude<keyof F, Optional<F>>]: Checked<F[K]> } & {
  [K in Optional<F>]?: Checked<F[K]>;
};

export const object =
  <F extends Fields>(fields: F): Check<Shape<F>> =>
  (v, at) => {
    const given = plain(v, at);
    const checked = Object.entries(fields).flatMap(([key, check]) => {
      const own = Object.hasOwn(given, key) ? given[key] : undefined;
      const value = check(own, at ? `${at}.${key}` : key);
      return value === undefined ? [] : [[key, value]];
    });
    return Object.fromEntries(checked);
  };

/** Any keys, values of one kind. */
export const table =
  <T>(check: Check<T>, most = 100): Check<Record<string, T>> =>
  (v, at) => {
    const entries = Object.entries(plain(v, at));
    if (entries.length > most) throw wrong(at, `an object of at most ${most} keys`);
    return Object.fromEntries(entries.map(([k, item]) => [k, check(item, `${at}.${k}`)]));
  };

/** Float32 numbers, little-endian, in base64. */
export const floats: Check<Float32Array> = (v, at) => {
  const bytes = typeof v === "string" ? Buffer.from(v, "base64") : undefined;
  if (!bytes || bytes.length % 4) throw wrong(at, "float32 numbers in base64");
  // A copy is aligned.
  return new Float32Array(new Uint8Array(bytes).buffer);
};

export const base64 = (values: Float32Array) =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
