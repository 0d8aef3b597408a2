// The engine: its calls over one set of open networks.
import type { Control, EngineApi } from "./api";
import { calls } from "./calls";
import { Models } from "./models";

export interface Engine extends EngineApi {
  /** Closes every network. */
  release(): Promise<void>;
}

export function createEngine(): Engine {
  const models = new Models();
  const bound = Object.entries(calls).map(([name, call]) => [
    name,
    (job: never, control: Control) => call(job, control, models),
  ]);
  return { ...(Object.fromEntries(bound) as EngineApi), release: () => models.release() };
}
