// All that the engine does, one file a call.
import { infoOf, methods } from "../methods";
import { asPng } from "../run/picture";
import { writeSidecar } from "../settings";
import type { Calls } from "./call";
import { check } from "./check";
import { explain } from "./explain";
import { open } from "./open";
import { predict } from "./predict";
import { verify } from "./verify";

export const calls: Calls = {
  methods: async () => methods.map(infoOf),
  open,
  check,
  predict,
  explain,
  verify,
  saveSettings: async ({ model, settings }) => writeSidecar(model, settings),
  picture: ({ file, side }) => asPng(file, side),
};
