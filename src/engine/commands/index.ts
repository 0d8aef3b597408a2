// Every command of the terminal, in the order of the help.

import { check } from "./check";
import type { Command } from "./command";
import { explain } from "./explain";
import { layers } from "./layers";
import { methods } from "./methods";
import { predict } from "./predict";
import { verify } from "./verify";

export const commands: Record<string, Command> = {
  methods,
  layers,
  predict,
  explain,
  verify,
  check,
};
