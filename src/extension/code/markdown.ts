// Hovers in Markdown. Names come from models and file names: they are text, never markup.
import { MarkdownString, Uri } from "vscode";

/** The commands that links in hovers may run; they are not for the palette. */
export const explainLayer = "glassbox.explainLayer";
export const lookInside = "glassbox.lookInside";
export const explainPicture = "glassbox.explain";

export function hoverText(): MarkdownString {
  const text = new MarkdownString("", true);
  text.isTrusted = { enabledCommands: [explainLayer, lookInside, explainPicture] };
  return text;
}

/** Markdown's own signs made harmless. */
export const escaped = (text: string) => text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, "\\$&");

export const link = (title: string, command: string, ...args: unknown[]) =>
  `[${escaped(title)}](command:${command}?${encodeURIComponent(JSON.stringify(args))})`;

export const image = (bytes: Uint8Array, words: string) =>
  `![${escaped(words)}](data:image/webp;base64,${Buffer.from(bytes).toString("base64")})`;

export const fileLink = (title: string, path: string) =>
  `[${escaped(title)}](${Uri.file(path).toString()})`;
