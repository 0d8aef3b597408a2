// The path of a picture in a text: in quotes, in a Markdown link, in a cell of a CSV, or bare in YAML.

export const pictureEnding = /\.(png|jpe?g|webp|bmp|tiff?|gif|avif)$/i;

export interface Found {
  path: string;
  /** Columns, half-open. */
  start: number;
  end: number;
}

/** In the order of trust: what is quoted may hold spaces, what is bare may not. */
const shapes = [/"([^"\n]+)"/g, /'([^'\n]+)'/g, /\]\(([^)\s]+)\)/g, /([^\s"'`,;:=()[\]{}<>|]+)/g];

export function picturePathAt(line: string, column: number): Found | undefined {
  for (const shape of shapes)
    for (const m of line.matchAll(shape)) {
      const start = m.index + m[0].indexOf(m[1]);
      const found = { path: m[1], start, end: start + m[1].length };
      if (column < found.start || column > found.end) continue;
      if (pictureEnding.test(found.path) && !/^([a-z]+:)?\/\//i.test(found.path)) return found;
    }
  return undefined;
}
