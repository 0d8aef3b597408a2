// Every command of the terminal, in the order of the help.
import type { Command } from "./command";
import { doctor } from "./doctor";
import { explain } from "./explain";
import { layers } from "./layers";
import { methods } from "./methods";
import { predict } from "./predict";

export const commands: Record<string, Command> = { methods, layers, predict, explain, doctor };
