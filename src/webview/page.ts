import type { Placement } from "../engine/api";
import type { Display } from "./display";
import type { TimelineEntry, ToHost } from "./protocol";
import type { Mask } from "./protocol/inside";
import type { State } from "./state";

/** Where the pointer or the keyboard's cross stands, in picture pixels. */
export interface Cursor {
  x: number;
  y: number;
}

/** What all cells of a comparison, or all channels of a layer, share. */
export interface Linked {
  /** Where the pointer stands, in the network's rectangle: 0 to 1 both ways. */
  at?: { u: number; v: number };
  /** 1 is the whole rectangle; what lies under the pointer stays there. */
  zoom: number;
  /** One scale for all maps of a method. */
  same: boolean;
  /** The channel under the pointer. */
  channel?: number;
}
export const unlinked: Linked = { zoom: 1, same: false };

/** What every view gets: the state, how it is displayed, and the ways to change something. */
export interface Page<S extends State = State> {
  state: S;
  display: Display;
  cursor?: Cursor;
  linked: Linked;
  send(message: ToHost): void;
  set(part: Partial<Display>): void;
  point(cursor: Cursor | undefined): void;
  link(part: Partial<Linked>): void;
  /** Draws a rectangle on the picture; if `asked`, what covering it does is computed. */
  mark(region: Placement | undefined, asked: boolean): void;
  /** Switches off what the mask says, and all else on. */
  switchOff(mask: Mask): void;
  /** Shows what another export said. */
  past(entry: TimelineEntry): void;
  save(): void;
}
