import type { Calls } from "./call";

export const open: Calls["open"] = async (job, control, models) => {
  control.progress({ fraction: 0, message: "opening the model" });
  return (await models.programs(job)).network.info;
};
