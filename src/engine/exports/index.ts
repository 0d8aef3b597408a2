// An explanation as a file: one writer a format.
import type { ExportFormat } from "../api";
import { inWords } from "../outputs";
import { encodeNpy } from "../run/npy";
import { asJson, type Writer } from "./exported";
import { overlayOf } from "./pictures";
import { pythonFor } from "./python/index";
import { recordOf } from "./record";
import { reportOf } from "./report";

export const writers: Record<ExportFormat, Writer> = {
  png: overlayOf,
  npy: ({ explanation: { raw } }) => encodeNpy(raw.dims, raw.data),
  // The facts, without numbers by the thousand.
  json: ({ explanation, job: { image } }) => {
    const { raw, map, ...rest } = explanation;
    const { values: _, ...shown } = map;
    return asJson({
      ...rest,
      reading: inWords(rest.reading),
      image,
      raw: { dims: raw.dims },
      map: shown,
    });
  },
  "explain.json": async (e) => asJson(await recordOf(e)),
  html: reportOf,
  py: pythonFor,
};

/** By the file's name: what ends in .explain.json ends in .json too. */
export const formatOf = (file: string): ExportFormat | undefined =>
  (Object.keys(writers) as ExportFormat[])
    .filter((f) => file.toLowerCase().endsWith(`.${f}`))
    .sort((a, b) => b.length - a.length)[0];
