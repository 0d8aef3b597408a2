// Small checks of plain data, put together to check messages.
export type Check = (v: unknown) => boolean;

export const text: Check = (v) => typeof v === "string";
export const number: Check = (v) => Number.isFinite(v);
export const index: Check = (v) => Number.isInteger(v) && (v as number) >= 0;
export const list: Check = (v) => Array.isArray(v);
export const bytes: Check = (v) => v instanceof Uint8Array;
export const object: Check = (v) => typeof v === "object" && v !== null && !Array.isArray(v);
export const either =
  (...checks: Check[]): Check =>
  (v) =>
    checks.some((c) => c(v));
export const maybe = (c: Check) => either(c, (v) => v === undefined);
export const is =
  (...values: readonly unknown[]): Check =>
  (v) =>
    values.includes(v);
export const listOf =
  (c: Check): Check =>
  (v) =>
    Array.isArray(v) && v.every(c);
export const record =
  (c: Check): Check =>
  (v) =>
    object(v) && Object.values(v as object).every(c);
export const shape =
  (fields: Record<string, Check>): Check =>
  (v) =>
    object(v) && Object.entries(fields).every(([k, c]) => c((v as Record<string, unknown>)[k]));

/** The value, if it is of a known `kind` and passes that kind's check. */
export const checkedBy =
  <M>(checks: Record<string, Check>) =>
  (message: unknown): M | undefined => {
    const kind = object(message) ? (message as { kind?: unknown }).kind : undefined;
    const known = typeof kind === "string" && Object.hasOwn(checks, kind);
    return known && checks[kind](message) ? (message as M) : undefined;
  };
