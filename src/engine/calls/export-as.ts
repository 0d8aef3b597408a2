import { writers } from "../exports";
import type { Calls } from "./call";
import { explain } from "./explain";

export const exportAs: Calls["exportAs"] = async ({ job, format, to, trust }, control, models) => {
  const explanation = (await models.explanations.get(job)) ?? (await explain(job, control, models));
  const { network } = await models.programs(job);
  return writers[format]({ explanation, job, model: network.info, to, trust });
};
