import { join } from "node:path";
import { entriesOf } from "../folders";

/** Files below `folder` that fit a pattern with / between its parts: * and ? in one, ** over any. */
export function glob(folder: string, pattern: string): string[] {
  const [part, ...rest] = pattern.split("/");
  if (part === "." || part === "..") return glob(join(folder, part), rest.join("/"));
  if (part === "**") {
    const below = entriesOf(folder).filter((e) => e.isDirectory());
    return [
      ...glob(folder, rest.join("/")),
      ...below.flatMap((e) => glob(join(folder, e.name), pattern)),
    ];
  }
  const like = new RegExp(
    `^${part
      .replaceAll(/[^*?]+/g, escaped)
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
  );
  const found = entriesOf(folder).filter(
    (e) => like.test(e.name) && e.isDirectory() === rest.length > 0,
  );
  return found.flatMap((e) =>
    rest.length ? glob(join(folder, e.name), rest.join("/")) : [join(folder, e.name)],
  );
}

const escaped = (text: string) => text.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
