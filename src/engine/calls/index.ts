// All that the engine does, one file a call.
import { infoOf, methods } from "../methods";
import { asPng } from "../run/picture";
import { activations } from "./activations";
import type { Calls } from "./call";
import { check } from "./check";
import { explain } from "./explain";
import { filters } from "./filters";
import { mask, rankChannels } from "./mask";
import { open } from "./open";
import { patches } from "./patches";
import { predict } from "./predict";
import { project } from "./project";
import { visualize } from "./visualize";

export const calls: Calls = {
  methods: async () => methods.map(infoOf),
  open,
  check,
  predict,
  explain,
  picture: ({ file, side }) => asPng(file, side),
  activations,
  mask,
  rankChannels,
  project,
  visualize,
  filters,
  patches,
};
