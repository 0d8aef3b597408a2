// In this order they are asked: the first that knows a network's outputs reads them.
import type { Reader } from "../reader";
import { anchors } from "./anchors";

export const readers: readonly Reader[] = [anchors];
