const urls = new WeakMap<Uint8Array, string>();
let last: string | undefined;

/** An address for a PNG that came in a message; the one before it is given back. */
export function urlOf(bytes: Uint8Array): string {
  const known = urls.get(bytes);
  if (known) return known;
  if (last) URL.revokeObjectURL(last);
  last = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "image/png" }));
  urls.set(bytes, last);
  return last;
}
