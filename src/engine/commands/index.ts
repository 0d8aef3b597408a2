// Every command of the terminal, in the order of the help.
import { activations } from "./activations";

import { check } from "./check";
import type { Command } from "./command";
import { compare } from "./compare";
import { doctor } from "./doctor";
import { embed } from "./embed";
import { explain } from "./explain";
import { filters } from "./filters";
import { layers } from "./layers";
import { map } from "./map";
import { mask } from "./mask";
import { methods } from "./methods";
import { neighbours } from "./neighbours";
import { patches } from "./patches";
import { predict } from "./predict";
import { project } from "./project";
import { reproduce } from "./reproduce";
import { verify } from "./verify";
import { visualize } from "./visualize";

export const commands: Record<string, Command> = {
  methods,
  layers,
  predict,
  explain,
  reproduce,
  compare,
  activations,
  mask,
  project,
  visualize,
  filters,
  patches,
  verify,
  check,
  embed,
  neighbours,
  map,
  doctor,
};
