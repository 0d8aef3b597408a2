import { defineCommand, json, print, quiet } from "./command";

export const doctor = defineCommand({
  usage: "doctor [--json]",
  flags: { json },
  async run({ engine, values }) {
    const found = await engine.environment({}, quiet);
    if (values.json) return print(found);
    const versions = Object.entries(found.versions).map(([name, v]) => `${name} ${v}`);
    print(`${found.platform}, ${versions.join(", ")}`);
    for (const { device, usable, why, install } of found.devices) {
      print(`${usable ? "+" : "-"} ${device.padEnd(8)}${why}`);
      if (install) print(`${" ".repeat(10)}it needs ${install}`);
    }
  },
});
