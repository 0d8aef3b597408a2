// HTML in which nothing that is put in can become markup.

class Markup {
  constructor(readonly text: string) {}
}
export type Piece = Markup | string | number | undefined | false | readonly Piece[];

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (c) => entities[c]);

function rendered(piece: Piece): string {
  if (piece === undefined || piece === false) return "";
  if (Array.isArray(piece)) return piece.map(rendered).join("");
  return piece instanceof Markup ? piece.text : escaped(String(piece));
}

/** Text between the tags stays; every value is escaped, unless it came out of here itself. */
export const markup = (parts: TemplateStringsArray, ...values: Piece[]) =>
  new Markup(parts.reduce((all, part, i) => all + rendered(values[i - 1]) + part));
