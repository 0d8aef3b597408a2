// Every command of the terminal, in the order of the help.
import type { Command } from "./command";
import { embed } from "./embed";
import { explain } from "./explain";
import { layers } from "./layers";
import { map } from "./map";
import { methods } from "./methods";
import { neighbours } from "./neighbours";
import { predict } from "./predict";

export const commands: Record<string, Command> = {
  methods,
  layers,
  predict,
  explain,
  embed,
  neighbours,
  map,
};
