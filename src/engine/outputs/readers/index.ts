// In this order they are asked: the first that knows a network's outputs reads them.
import type { Reader } from "../reader";
import { anchors } from "./anchors";
import { grid } from "./grid";
import { image } from "./image";
import { semantic } from "./semantic";
import { tensor } from "./tensor";
import { yolo } from "./yolo";

export const readers: readonly Reader[] = [yolo, grid, anchors, semantic, image, tensor];
