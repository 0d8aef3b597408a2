// In this order they are asked: the first that knows a network's outputs reads them.
import type { Reader } from "../reader";
import { anchors } from "./anchors";
import { centre } from "./centre";
import { corners } from "./corners";
import { detr } from "./detr";
import { grid } from "./grid";
import { image } from "./image";
import { keyPoints } from "./key-points";
import { landmarks } from "./landmarks";
import { selected } from "./selected";
import { semantic } from "./semantic";
import { surface } from "./surface";
import { tensor } from "./tensor";
import { yolo } from "./yolo";

export const readers: readonly Reader[] = [
  selected,
  yolo,
  grid,
  detr,
  anchors,
  centre,
  corners,
  surface,
  keyPoints,
  landmarks,
  semantic,
  image,
  tensor,
];
