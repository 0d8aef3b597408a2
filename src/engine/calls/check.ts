import { checkGradient } from "../check";
import { gradientRefusal } from "../lookup";
import type { Calls } from "./call";

export const check: Calls["check"] = async (job, _, models) => {
  const programs = await models.programs(job);
  const refusal = gradientRefusal(programs.network);
  if (refusal) throw refusal;
  programs.check ??= await checkGradient(programs);
  return programs.check;
};
