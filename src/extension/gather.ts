// The pictures of a folder, without what files.exclude and .gitignore leave out.
import { dirname, relative, sep } from "node:path";
import ignore from "ignore";
import { RelativePattern, type Uri, workspace } from "vscode";

const glob =
  "**/*.{png,jpg,jpeg,webp,bmp,tif,tiff,gif,avif,PNG,JPG,JPEG,WEBP,BMP,TIF,TIFF,GIF,AVIF}";

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

/** By the rules of each .gitignore for what lies below it. */
export function notIgnored(rules: readonly { folder: string; text: string }[]) {
  const compiled = rules.map(({ folder, text }) => ({ folder, rule: ignore().add(text) }));
  return (file: string) =>
    !compiled.some(({ folder, rule }) => {
      const path = relative(folder, file).split(sep).join("/");
      const below = path !== "" && ignore.isPathValid(path);
      return below && rule.ignores(path);
    });
}
