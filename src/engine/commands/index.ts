// Every command of the terminal, in the order of the help.
import type { Command } from "./command";
import { explain } from "./explain";
import { layers } from "./layers";
import { methods } from "./methods";
import { predict } from "./predict";
import { reproduce } from "./reproduce";

export const commands: Record<string, Command> = { methods, layers, predict, explain, reproduce };
