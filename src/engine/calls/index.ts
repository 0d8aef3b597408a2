// All that the engine does, one file a call.
import { infoOf, methods } from "../methods";
import { asPng, patchOf } from "../run/picture";
import { activations } from "./activations";
import type { Calls } from "./call";
import { check } from "./check";
import { explain } from "./explain";
import { exportAs } from "./export-as";
import { filmstrip } from "./filmstrip";
import { filters } from "./filters";
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
  exportAs,
  reopen,
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
