// The pictures of a folder, without what files.exclude and .gitignore leave out.
import { dirname } from "node:path";
import { RelativePattern, type Uri, workspace } from "vscode";
import { notIgnored } from "./ignored";

const glob =
  "**/*.{png,jpg,jpeg,webp,bmp,tif,tiff,gif,avif,PNG,JPG,JPEG,WEBP,BMP,TIF,TIFF,GIF,AVIF}";

/** Those of every folder of the workspace, as `picturesIn` gives them. */
export async function workspacePictures(): Promise<string[]> {
  const folders = workspace.workspaceFolders ?? [];
  const found = await Promise.all(folders.map(({ uri }) => picturesIn(uri)));
  return found.flat();
}

/** Absolute paths, sorted. */
export async function picturesIn(folder: Uri): Promise<string[]> {
  // Without patterns of our own, VS Code leaves out what files.exclude names.
  const found = await workspace.findFiles(new RelativePattern(folder, glob));
  const rules = await workspace.findFiles("**/.gitignore");
  const texts = await Promise.all(
    rules.map(async (uri) => ({
      folder: dirname(uri.fsPath),
      text: new TextDecoder().decode(await workspace.fs.readFile(uri)),
    })),
  );
  return found
    .map((uri) => uri.fsPath)
    .filter(notIgnored(texts))
    .sort();
}
