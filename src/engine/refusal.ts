/** What can be done instead, as the panel's buttons and the terminal's last words show it. */
export interface Remedy {
  title: string;
  /** A method that still works, a layer that exists, a file to look at: what the button does. */
  action:
    | { kind: "method"; method: string }
    | { kind: "layer"; layer: string }
    | { kind: "pick-model" }
    | { kind: "retry" }
    | { kind: "show-log" };
}

export type RefusalCode =
  | "picture-unreadable"
  | "picture-too-large"
  | "model-unreadable"
  | "model-data-missing"
  | "model-data-outside"
  | "model-unsupported"
  | "model-no-image-input"
  | "no-gradient"
  | "no-such-class"
  | "no-such-target"
  | "no-such-layer"
  | "no-such-method"
  | "bad-parameter"
  | "method-not-applicable"
  | "device-unavailable"
  | "cancelled"
  | "engine-stopped"
  | "sidecar-unreadable"
  | "export-unreadable"
  | "not-reproduced"
  | "predictions-differ"
  | "no-pictures"
  | "not-indexed"
  | "check-failed";

/**
 * A failure that is expected. The message says what could not be done, at which named thing, and
 * why, in one line; the remedies say what can be done instead. Every other error is a bug.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly remedies: Remedy[] = [],
  ) {
    super(message);
  }
}

export const cancelled = () => new Refusal("cancelled", "Cancelled.");
export const isCancelled = (e: unknown) => e instanceof Refusal && e.code === "cancelled";
