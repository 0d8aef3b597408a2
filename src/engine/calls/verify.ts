import type { Preprocessing, Trial, Verification } from "../api";
import type { Programs } from "../programs";
import { cancelled } from "../refusal";
import { preprocess } from "../run/preprocess";
import { type Candidate, isSame, placeCandidates, scaleCandidates } from "../verify/candidates";
import { type Example, examplesIn } from "../verify/pictures";
import { entropy, mcnemar, mean, softmax } from "../verify/statistics";
import type { Calls } from "./call";

const most = 36;
/** Another setting is clearly better below this, after correction for the number of trials. */
const clearly = 0.01;

type Tried = Trial & { hits: boolean[] };

export const verify: Calls["verify"] = async (job, control, models) => {
  const programs = await models.programs(job);
  const { preprocessing, labels } = programs.network.info;
  const examples = examplesIn(job.folder, labels, job.most ?? most);
  const planned = scaleCandidates(preprocessing).length + placeCandidates(preprocessing).length + 1;
  let tried = 0;
  const attempt = async (candidate: Candidate) => {
    if (control.signal.aborted) throw cancelled();
    const message = `trying ${candidate.name} on ${examples.length} pictures`;
    control.progress({ fraction: tried++ / planned, message });
    return trial(programs, examples, { ...preprocessing, ...candidate.settings }, candidate);
  };
  const all = [await attempt({ name: "recovered", settings: {} })];
  for (const c of scaleCandidates(preprocessing))
    if (!isSame(preprocessing, c)) all.push(await attempt(c));
  // Where to look is tried with the pixel values that did best so far.
  const values = all.toSorted(byMerit)[0];
  for (const c of placeCandidates(preprocessing))
    if (!isSame(preprocessing, c))
      all.push(
        await attempt({
          name: values.name === "recovered" ? c.name : `${values.name}, ${c.name}`,
          settings: { ...values.settings, ...c.settings },
        }),
      );
  return judged(all, examples);
};

async function trial(
  programs: Programs,
  examples: Example[],
  how: Preprocessing,
  { name, settings }: Candidate,
): Promise<Tried> {
  const hits: boolean[] = [];
  const likelihoods: number[] = [];
  const found: Float64Array[] = [];
  for (const { file, index } of examples) {
    const { input } = await preprocess(file, how);
    const p = softmax(await programs.scores(input));
    found.push(p);
    if (index === undefined) continue;
    hits.push(p.indexOf(Math.max(...p)) === index);
    likelihoods.push(Math.log(Math.max(p[index], 1e-12)));
  }
  return {
    name,
    settings,
    right: hits.filter(Boolean).length,
    likelihood: likelihoods.length ? mean(likelihoods) : undefined,
    confidence: mean(found.map((p) => Math.max(...p))),
    entropy: mean(found.map(entropy)),
    hits,
  };
}

/** Accuracy first; how probable the true class was decides ties. */
const byMerit = (a: Trial, b: Trial) =>
  b.right - a.right || (b.likelihood ?? 0) - (a.likelihood ?? 0) || a.entropy - b.entropy;

function judged(all: Tried[], examples: Example[]): Verification {
  const [recovered, ...others] = all;
  const labelled = examples.filter((e) => e.index !== undefined).length;
  const trials = all
    .map(({ hits, ...t }) => ({
      ...t,
      p:
        labelled && others.length && t.name !== recovered.name
          ? Math.min(1, others.length * mcnemar(hits, recovered.hits))
          : undefined,
    }))
    .sort(byMerit);
  const [best] = trials;
  const of = (t: Trial) => `${t.right} of ${labelled}`;
  const known = { pictures: examples.length, labelled, trials };
  if (!labelled)
    return {
      ...known,
      verdict: "unverified",
      summary:
        "Unverified: no folder's name is a class, so nothing here can be right or wrong. The network " +
        `is surest with "${best.name}" (mean entropy ${best.entropy.toFixed(2)}), which is only a hint.`,
    };
  if (best.p !== undefined && best.p < clearly)
    return {
      ...known,
      verdict: "better",
      summary:
        `"${best.name}" is clearly better: it names ${of(best)} pictures rightly, the recovered ` +
        `settings ${of(recovered)} (McNemar, corrected for ${others.length} trials: p = ${best.p.toPrecision(2)}).`,
      offer: best.settings,
    };
  if (best.name === recovered.name || best.right === recovered.right)
    return {
      ...known,
      verdict: recovered.right > 0 ? "confirmed" : "undecided",
      summary:
        recovered.right > 0
          ? `No other setting names more pictures rightly than the recovered one (${of(recovered)}).`
          : "No setting names any picture rightly: these are other classes, or another network.",
    };
  return {
    ...known,
    verdict: "undecided",
    summary:
      `"${best.name}" names ${of(best)} pictures rightly, the recovered settings ${of(recovered)}: ` +
      "a difference that chance explains.",
  };
}
