import type { Control, Flip, FlipsJob, Prediction } from "../api";
import { breathe } from "../at-layer";
import { expectedOf } from "../expected";
import { top } from "../predictions";
import { prepared } from "../prepared";
import type { Programs } from "../programs";
import { cancelled } from "../refusal";
import type { Calls } from "./call";

export const flips: Calls["flips"] = async ({ before, after, device, files }, control, models) => {
  const a = await sweep(await models.programs({ model: before, device }), files, control, 0);
  const b = await sweep(await models.programs({ model: after, device }), files, control, 1);
  const both = files.flatMap((file, i): Flip[] => {
    const [old, fresh] = [a.said[i], b.said[i]];
    return old && fresh
      ? [{ file, before: old, after: fresh, expected: expectedOf(file, a.labels) }]
      : [];
  });
  const known = both.filter((f) => f.expected);
  const right = (which: "before" | "after") =>
    known.filter((f) => f[which].label === f.expected!.label).length;
  return {
    pictures: both.length,
    flips: both.filter((f) => f.before.label !== f.after.label),
    right: known.length
      ? { of: known.length, before: right("before"), after: right("after") }
      : undefined,
    unreadable: a.unreadable,
  };
};

/** What a network says of each picture, in the order of the files; nothing of unreadable ones. */
async function sweep(programs: Programs, files: FlipsJob["files"], control: Control, half: 0 | 1) {
  const { network } = programs;
  const { classes, labels } = network.info;
  const said: (Prediction | undefined)[] = files.map(() => undefined);
  const unreadable: { file: string; why: string }[] = [];
  let seen = 0;
  for await (const batch of prepared(files, network)) {
    await breathe();
    if (control.signal.aborted) throw cancelled();
    const scores = batch.inputs && (await programs.scores(batch.inputs));
    batch.files.forEach((file, i) => {
      const own = scores!.subarray(i * classes, (i + 1) * classes);
      [said[file]] = top(own, network, 1);
    });
    unreadable.push(...batch.unreadable);
    seen += batch.files.length + batch.unreadable.length;
    const message = `${seen} of ${files.length} pictures, network ${half + 1} of 2`;
    control.progress({ fraction: (half + seen / files.length) / 2, message });
  }
  return { said, labels, unreadable };
}
