// A call of the engine: its job, the caller's control, and the networks that are open.
import type { Control, EngineApi } from "../api";
import type { Models } from "../models";

export type Calls = {
  [K in keyof EngineApi]: (
    job: Parameters<EngineApi[K]>[0],
    control: Control,
    models: Models,
  ) => ReturnType<EngineApi[K]>;
};
