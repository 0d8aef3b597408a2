import type { Display } from "./display";
import type { ToHost } from "./protocol";
import type { State } from "./state";

/** Where the pointer or the keyboard's cross stands, in picture pixels. */
export interface Cursor {
  x: number;
  y: number;
}

/** What every view gets: the state, how it is displayed, and the two ways to change something. */
export interface Page<S extends State = State> {
  state: S;
  display: Display;
  cursor?: Cursor;
  send(message: ToHost): void;
  set(part: Partial<Display>): void;
  point(cursor: Cursor | undefined): void;
  save(): void;
}
