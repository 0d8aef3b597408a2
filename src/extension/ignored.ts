// What .gitignore files leave out.
import { relative, sep } from "node:path";
import ignore from "ignore";

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
