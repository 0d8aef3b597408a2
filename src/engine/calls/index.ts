// All that the engine does, one file a call.
import { infoOf, methods } from "../methods";
import { Refusal } from "../refusal";
import { asPng } from "../run/picture";
import type { Calls } from "./call";
import { check } from "./check";
import { explain } from "./explain";
import { filmstrip } from "./filmstrip";
import { occlude } from "./occlude";
import { open } from "./open";
import { predict } from "./predict";
import { trust } from "./trust";

const awaited = async (): Promise<never> => {
  throw new Refusal("method-not-applicable", "This part of the engine is not there.");
};

export const calls: Calls = {
  methods: async () => methods.map(infoOf),
  open,
  check,
  predict,
  explain,
  filmstrip,
  trust,
  occlude,
  exportAs: awaited,
  reopen: awaited,
  picture: ({ file, side }) => asPng(file, side),
};
