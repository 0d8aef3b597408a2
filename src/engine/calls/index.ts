// All that the engine does, one file a call.
import { infoOf, methods } from "../methods";
import { asPng } from "../run/picture";
import type { Calls } from "./call";
import { check } from "./check";
import { cost } from "./cost";
import { environment } from "./environment";
import { explain } from "./explain";
import { open } from "./open";
import { predict } from "./predict";

export const calls: Calls = {
  methods: async () => methods.map(infoOf),
  open,
  check,
  predict,
  explain,
  cost,
  environment,
  picture: ({ file, side }) => asPng(file, side),
};
