// A picture read between its pixels.
import { GridSample } from "./grid-sample";
import { RoiAlign } from "./roi-align";
import type { Rules } from "./rule";

export const sampling: Rules = { GridSample, RoiAlign };
