// Preprocessing as the training or export code near the model writes it.
import type { Finding, InputLayout, Subject } from "./found";
import { scriptsNear } from "./nearby";
import { pipelinesOf } from "./python/pipelines";
import type { Script } from "./python/script";

/** Of several pipelines: evaluation before training, those that end in the input's size first. */
export function fromScripts({ path, input, workspace }: Subject): Finding[] {
  return findingsIn(scriptsNear(path, workspace), input);
}

export function findingsIn(scripts: readonly Script[], input: InputLayout): Finding[] {
  return scripts
    .flatMap((script, at) =>
      pipelinesOf(script, scripts).map(({ finding, evaluates }) => ({
        finding,
        score: 2 * evaluates + 3 * agreement(finding, input) - 0.1 * at + whole(finding),
      })),
    )
    .sort((a, b) => b.score - a.score)
    .map((p) => p.finding);
}

/** A pipeline that says both where to look and what pixels become is one pipeline. */
const whole = (f: Finding) =>
  (f.mean ? 1 : 0) + (f.resize ? 0.5 : 0) + (f.rescale_factor ? 0.5 : 0);

function agreement({ height, width, mean }: Finding, input: InputLayout) {
  if (mean && ![1, input.channels].includes(mean.value.length)) return -3;
  if (!height || !width || !input.height || !input.width) return 0;
  return height.value === input.height && width.value === input.width ? 1 : -1;
}
