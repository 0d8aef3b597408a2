import { flagOf, takes } from "../methods";
import { defineCommand, json, print, quiet } from "./command";

export const methods = defineCommand({
  usage: "methods [--json]",
  flags: { json },
  async run({ engine, values }) {
    const list = await engine.methods({}, quiet);
    if (values.json) return print(list);
    for (const m of list) {
      print(`${m.id.padEnd(22)}${m.about}`);
      for (const [name, p] of Object.entries(m.params))
        print(`${" ".repeat(24)}--${flagOf(name)}: ${takes(p)}. ${p.about}`);
    }
  },
});
