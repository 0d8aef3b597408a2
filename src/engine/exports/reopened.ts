// From the file back to what was shown, and what has changed since.
import { basename } from "node:path";
import type { Device, Explanation, Job, Reopened } from "../api";
import { rangeOf } from "../range";
import { sidecarPath } from "../settings";
import { versions } from "../versions";
import { resolveFrom, sha256 } from "./files";
import { inputsFrom, type Recorded } from "./record";

/** @param file absolute path that the record came from */
export async function reopened(r: Recorded, file: string, device: Device): Promise<Reopened> {
  const image = resolveFrom(file, r.image.file);
  const job: Job = {
    model: resolveFrom(file, r.model.file),
    inputs: inputsFrom(r.inputs, (name) => resolveFrom(file, name)),
    wrt: r.wrt,
    image: r.image.kind === "file" ? { file: image } : { tensor: image },
    target:
      r.target.kind === "like"
        ? { ...r.target, picture: resolveFrom(file, r.target.picture) }
        : r.target,
    method: r.method,
    layer: r.layer,
    parameters: r.parameters,
    device,
  };
  return {
    explanation: explanationOf(r, job.model),
    job,
    trust: r.trust,
    changed: await changes(r, job, image),
  };
}

function explanationOf(r: Recorded, model: string): Explanation {
  const { raw, map, target, described, predictions, expected, picture, notes, timings, device } = r;
  const { float32: values, ...shown } = map;
  return {
    kind: "map",
    model,
    picture,
    predictions,
    expected,
    notes,
    device,
    timings,
    method: r.method,
    target: { ...target, ...described },
    layer: r.layer,
    parameters: r.parameters,
    raw: { dims: raw.dims, data: raw.float32 },
    range: rangeOf(raw.float32),
    figures: r.figures,
    map: { ...shown, values },
    versions: r.versions,
  };
}

type Change = Reopened["changed"][number];

async function changes(r: Recorded, job: Job, image: string): Promise<Change[]> {
  const files: [Change["what"], string, string | null][] = [
    ["model", job.model, r.model.sha256],
    ["model", sidecarPath(job.model), r.model.sidecar],
    ["picture", image, r.image.sha256],
  ];
  const found: Change[] = [];
  for (const [what, path, before] of files) {
    const now = (await sha256(path)) ?? null;
    const words = now === null ? "is not there" : before === null ? "is new" : "has changed";
    if (now !== before) found.push({ what, words: `"${basename(path)}" ${words}.` });
  }
  for (const [name, now] of Object.entries(versions))
    if (r.versions[name] !== now)
      found.push({ what: "versions", words: `${name} was ${r.versions[name] ?? "?"}, is ${now}.` });
  const { device } = job;
  // What `auto` takes is known only when the model is opened.
  if (device !== "auto" && r.device !== device)
    found.push({ what: "device", words: `It was computed on ${r.device}; here it is ${device}.` });
  return found;
}
