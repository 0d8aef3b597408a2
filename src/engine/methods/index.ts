// In the order that menus show them.
import { gradCam } from "./grad-cam";
import type { Method } from "./method";
import { occlusion } from "./occlusion";
import { saliency } from "./saliency";

export const methods: readonly Method[] = [gradCam, occlusion, saliency];

export { infoOf, type Lab, type Method, type NdFloats } from "./method";
export { checked, flagOf, parseFlag, takes } from "./parameters";
