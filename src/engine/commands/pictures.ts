import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Usage } from "./command";

const pictures = /\.(png|jpe?g|webp|bmp|tiff?|gif|avif)$/i;

/** Every picture in a folder and in the folders in it, sorted. */
export async function picturesIn(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true }).catch(() => {
    throw new Usage(`${folder} is no folder`);
  });
  const files = found.filter((f) => pictures.test(f)).map((f) => join(folder, f));
  if (!files.length) throw new Usage(`there is no picture in ${folder}`);
  return files.sort();
}
