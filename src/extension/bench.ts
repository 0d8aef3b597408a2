import type { EngineApi, Job } from "../engine/api";
import type { Choice, RefusalView, ToPage } from "../webview/protocol";

/** What a session lends to those who compute something beside its map. */
export interface Bench {
  engine: EngineApi;
  post(message: ToPage): void;
  /** What is explained now. */
  choice(): Choice | undefined;
  job(choice: Choice): Job;
  /** Whether the map is being computed: everything else waits. */
  busy(): boolean;
  told(error: unknown): RefusalView;
}
