// All that the engine does, one file a call.
import { infoOf, methods } from "../methods";
import { asPng } from "../run/picture";
import type { Calls } from "./call";
import { check } from "./check";
import { explain } from "./explain";
import { exportAs } from "./export-as";
import { filmstrip } from "./filmstrip";
import { occlude } from "./occlude";
import { open } from "./open";
import { predict } from "./predict";
import { reopen } from "./reopen";
import { trust } from "./trust";

export const calls: Calls = {
  methods: async () => methods.map(infoOf),
  open,
  check,
  predict,
  explain,
  filmstrip,
  trust,
  occlude,
  exportAs,
  reopen,
  picture: ({ file, side }) => asPng(file, side),
};
