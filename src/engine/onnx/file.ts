// The .onnx on disk, and the weights beside it: never outside its folder.
import { readFileSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { Refusal, type Remedy } from "../refusal";
import { decode, type ReadExternal } from "./decode";
import type { Model } from "./model";

const anotherModel: Remedy[] = [{ title: "Choose another model", action: { kind: "pick-model" } }];

/**
 * Reads and decodes a model file with the weights that it keeps in other files.
 * @throws Refusal `model-unreadable`, `model-data-missing`, `model-data-outside`
 */
export function loadModel(path: string): Model {
  return decode(readModel(path), externalFiles(dirname(path)));
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

/** Each file is read once; all weights in it share its bytes. */
function externalFiles(folder: string): ReadExternal {
  const files = new Map<string, Uint8Array>();
  return (location) => {
    const known = files.get(location) ?? readInside(folder, location);
    files.set(location, known);
    return known;
  };
}

function readInside(folder: string, location: string): Uint8Array {
  const path = resolve(folder, location);
  if (isAbsolute(location) || !isInside(folder, path)) throw outside(location);
  try {
    // A link inside the folder may lead out of it.
    if (!isInside(realpathSync(folder), realpathSync(path))) throw outside(location);
    return readFileSync(path);
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
