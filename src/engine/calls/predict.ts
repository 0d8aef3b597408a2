import { subjectOf } from "../subject";
import type { Calls } from "./call";

export const predict: Calls["predict"] = async (job, control, models) =>
  (await subjectOf(models, job, control)).predicted;
