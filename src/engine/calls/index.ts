// All that the engine does, one file a call.
import { infoOf, methods } from "../methods";
import { asPng, patchOf } from "../run/picture";
import { writeSidecar } from "../settings";
import { activations } from "./activations";
import type { Calls } from "./call";
import { check } from "./check";
import { cost } from "./cost";
import { environment } from "./environment";
import { explain } from "./explain";
import { exportAs } from "./export-as";
import { features } from "./features";
import { filmstrip } from "./filmstrip";
import { filters } from "./filters";
import { flips } from "./flips";
import { input } from "./input";
import { mask, rankChannels } from "./mask";
import { occlude } from "./occlude";
import { open } from "./open";
import { patches } from "./patches";
import { predict } from "./predict";
import { project } from "./project";
import { reopen } from "./reopen";
import { strip } from "./strip";
import { thumbnail } from "./thumbnail";
import { trust } from "./trust";
import { verify } from "./verify";
import { versus } from "./versus";
import { visualize } from "./visualize";

export const calls: Calls = {
  methods: async () => methods.map(infoOf),
  open,
  check,
  predict,
  explain,
  thumbnail,
  strip,
  filmstrip,
  trust,
  occlude,
  input,
  versus,
  flips,
  exportAs,
  reopen,
  verify,
  saveSettings: async ({ model, settings }) => writeSidecar(model, settings),
  ...features,
  cost,
  environment,
  picture: ({ file, side }) => asPng(file, side),
  activations,
  mask,
  rankChannels,
  project,
  visualize,
  filters,
  patches,
  crop: ({ file, area, side }) => patchOf(file, area, side),
};
