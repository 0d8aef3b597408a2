// The .onnx on disk, and the weights beside it: never outside its folder.
import { closeSync, openSync, readFileSync, readSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep, win32 } from "node:path";
import { Refusal, type Remedy } from "../refusal";
import { decode } from "./decode";
import type { Model } from "./model";
import type { ExternalFile, ReadExternal } from "./tensors";

const anotherModel: Remedy[] = [{ title: "Choose another model", action: { kind: "pick-model" } }];

/**
 * Reads and decodes a model file with the weights that it keeps in other files: their paths in the
 * model's folder are `weights`.
 * @throws Refusal `model-unreadable`, `model-data-missing`, `model-data-outside`
 */
export function loadModel(path: string): Model & { weights: string[] } {
  const files = new Map<string, ExternalFile>();
  const model = decode(readModel(path), externalFiles(dirname(path), files));
  return { ...model, weights: [...files.keys()].map((f) => f.replaceAll("\\", "/")) };
}

function readModel(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (e) {
    const { code, message } = e as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : message;
    throw new Refusal(
      "model-unreadable",
      `The model "${path}" cannot be read: ${why}.`,
      anotherModel,
    );
  }
}

/** Files up to this size are read once, and all weights in them share the bytes. */
const whole = 2 ** 30;
/** The most that one call reads. */
const chunk = 2 ** 30;

function externalFiles(folder: string, files: Map<string, ExternalFile>): ReadExternal {
  return (location) => {
    const known = files.get(location) ?? fileInside(folder, location);
    files.set(location, known);
    return known;
  };
}

function fileInside(folder: string, location: string): ExternalFile {
  // Written on Windows, a path has backslashes.
  const path = resolve(folder, location.replaceAll("\\", "/"));
  if (isAbsolute(location) || win32.isAbsolute(location) || !isInside(folder, path))
    throw outside(location);
  try {
    // A link inside the folder may lead out of it.
    const real = realpathSync(path);
    if (!isInside(realpathSync(folder), real)) throw outside(location);
    return externalFile(real);
  } catch (e) {
    if (e instanceof Refusal) throw e;
    throw new Refusal(
      "model-data-missing",
      `The model keeps its weights in "${location}", which cannot be read in the model's folder. ` +
        "Copy that file next to the .onnx, or export with external_data=False.",
      anotherModel,
    );
  }
}

function externalFile(path: string): ExternalFile {
  const about = statSync(path);
  if (!about.isFile()) throw new Error("no file");
  const { size } = about;
  if (size > whole) return { size, read: (offset, length) => readRange(path, offset, length) };
  const bytes = readRange(path, 0, size);
  return { size, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** Node reads no file of 2 GB at once. */
function readRange(path: string, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const file = openSync(path, "r");
  try {
    for (let at = 0; at < length; ) {
      const read = readSync(file, bytes, at, Math.min(chunk, length - at), offset + at);
      if (read === 0) throw new Error("the file ends early");
      at += read;
    }
  } finally {
    closeSync(file);
  }
  return bytes;
}

const isInside = (folder: string, path: string) => {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
};

const outside = (location: string) =>
  new Refusal(
    "model-data-outside",
    `The model asks for weights in "${location}", outside its own folder. That is refused: a model ` +
      "must not read other files. Put the weights next to the .onnx and export again.",
    anotherModel,
  );
