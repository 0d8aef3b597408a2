// The other faces of a method: a setting, a row of the README.
import type { MethodInfo, Param } from "../api";

/** VS Code settings: `glassbox.methods.occlusion.window` and so on. */
export const settings = (methods: readonly MethodInfo[]) =>
  Object.fromEntries(
    methods.flatMap((m) =>
      Object.entries(m.params).map(([name, p]) => [
        `glassbox.methods.${m.id}.${name}`,
        {
          ...schema(p),
          default: p.default,
          scope: "resource",
          description: `${m.title}: ${p.about}`,
        },
      ]),
    ),
  );

function schema(p: Param) {
  if (p.type === "choice") return { type: "string", enum: p.options };
  if (p.type === "flag") return { type: "boolean" };
  const type = p.type === "integer" && p.default === null ? ["integer", "null"] : p.type;
  return { type, minimum: p.min, maximum: p.max };
}

const groups = {
  regions: "Which regions",
  pixels: "Which pixels",
  perturbation: "What if",
} as const;

/** A Markdown table, a row a method. */
export const table = (methods: readonly MethodInfo[]) =>
  [
    "| Method | Answers | What it shows | Needs |",
    "| --- | --- | --- | --- |",
    ...methods.map((m) => {
      const name = m.paper ? `[${m.title}](${m.paper})` : m.title;
      const about = m.caveat ? `${m.about} ${m.caveat}` : m.about;
      const needs = m.needs.join(", ") || "scores only";
      return `| ${name} \`${m.id}\` | ${groups[m.group]} | ${about} | ${needs} |`;
    }),
  ].join("\n");
