// The values that a person gave, checked against a method's definition.
import type { MethodInfo, Param, ParamValue } from "../api";
import { Refusal } from "../refusal";

/**
 * What is missing takes its default.
 * @throws Refusal `bad-parameter`
 */
export function checked(method: MethodInfo, given: Readonly<Record<string, ParamValue>>) {
  const names = Object.keys(method.params);
  for (const name of Object.keys(given))
    if (!names.includes(name))
      throw new Refusal(
        "bad-parameter",
        `${method.title} has no parameter "${name}"; it has ${names.join(", ") || "none"}.`,
      );
  return Object.fromEntries(
    Object.entries(method.params).map(([name, param]) => {
      const value = given[name] ?? param.default;
      if (!fits(param, value))
        throw new Refusal(
          "bad-parameter",
          `${method.title}: ${name} is ${JSON.stringify(value)}; it takes ${takes(param)}.`,
        );
      return [name, value];
    }),
  );
}

function fits(p: Param, v: ParamValue) {
  if (p.type === "choice") return typeof v === "string" && p.options.includes(v);
  if (p.type === "flag") return typeof v === "boolean";
  if (p.type === "integer" && v === null) return p.default === null;
  const inside = typeof v === "number" && v >= p.min && v <= p.max;
  return inside && (p.type === "number" || Number.isInteger(v));
}

/** "a whole number from 1 to 500", for messages and help. */
export function takes(p: Param): string {
  if (p.type === "choice") return p.options.join(" or ");
  if (p.type === "flag") return "true or false";
  return `a ${p.type === "integer" ? "whole " : ""}number from ${p.min} to ${p.max}`;
}

/** A parameter's name on the command line: `maskSize` is --mask-size. */
export const flagOf = (name: string) => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

/** What was typed, as a value; what is no number stays text, so that `checked` can name it. */
export function parseFlag(p: Param, text: string): ParamValue {
  if (p.type === "choice") return text;
  if (p.type === "flag") return text === "true" ? true : text === "false" ? false : text;
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}
