// The engine: its calls over one set of open networks.
import type { Control, EngineApi } from "./api";
import { calls } from "./calls";
import { Models } from "./models";

export interface Engine extends EngineApi {
  /** Closes every network. */
  release(): Promise<void>;
}

/** Milliseconds without a call after which memory is given back; the next call opens anew. */
const idle = 10 * 60_000;

export function createEngine(): Engine {
  const models = new Models();
  let running = 0;
  let rest: NodeJS.Timeout | undefined;
  const bound = Object.entries(calls).map(([name, call]) => [
    name,
    async (job: never, control: Control) => {
      clearTimeout(rest);
      running++;
      try {
        return await call(job, control, models);
      } finally {
        // Nothing is kept alive by it: a process that has nothing else to do ends.
        if (--running === 0) rest = setTimeout(() => void models.release(), idle).unref();
      }
    },
  ]);
  return { ...(Object.fromEntries(bound) as EngineApi), release: () => models.release() };
}
