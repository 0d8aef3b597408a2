// Every command of the terminal, in the order of the help.
import { activations } from "./activations";
import type { Command } from "./command";
import { explain } from "./explain";
import { filters } from "./filters";
import { layers } from "./layers";
import { mask } from "./mask";
import { methods } from "./methods";
import { patches } from "./patches";
import { predict } from "./predict";
import { project } from "./project";
import { reproduce } from "./reproduce";
import { visualize } from "./visualize";

export const commands: Record<string, Command> = {
  methods,
  layers,
  predict,
  explain,
  reproduce,
  activations,
  mask,
  project,
  visualize,
  filters,
  patches,
};
