// Distances and integers, the slow way.
import { readFileSync } from "node:fs";

interface Rows {
  rows: number;
  columns: number;
  data: ArrayLike<number>;
}

/** In double precision. */
export const squaredDistances = ({ rows, columns, data }: Rows): Float64Array[] =>
  Array.from({ length: rows }, (_, i) =>
    Float64Array.from({ length: rows }, (_, j) => {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += (data[i * columns + c] - data[j * columns + c]) ** 2;
      return sum;
    }),
  );

/** The elements of a .npy file of little-endian int32. */
export function integers(file: string): number[] {
  const bytes = readFileSync(file);
  const start = 10 + bytes.readUInt16LE(8);
  if (!bytes.toString("latin1", 0, start).includes("'<i4'")) throw new Error(`${file}: no int32`);
  return Array.from({ length: (bytes.length - start) / 4 }, (_, i) =>
    bytes.readInt32LE(start + 4 * i),
  );
}
