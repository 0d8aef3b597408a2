// In the order that menus show them: the recommended one first, the long tail last.
import { attention } from "./attention";
import { classActivation } from "./cam";
import { deconvnet } from "./deconvnet";
import { gradCam } from "./grad-cam";
import { gradCamPlusPlus } from "./grad-cam-plus-plus";
import { guidedBackprop } from "./guided-backprop";
import { guidedGradCam } from "./guided-grad-cam";
import { hiresCam } from "./hires-cam";
import { inputXGradient } from "./input-x-gradient";
import { integratedGradients } from "./integrated-gradients";
import { layerCam } from "./layer-cam";
import type { Method } from "./method";
import { occlusion } from "./occlusion";
import { dRise, rise } from "./rise";
import { saliency } from "./saliency";
import { scoreCam } from "./score-cam";
import { smoothgrad } from "./smoothgrad";
import { xgradCam } from "./xgrad-cam";

export const methods: readonly Method[] = [
  gradCam,
  occlusion,
  saliency,
  integratedGradients,
  hiresCam,
  layerCam,
  smoothgrad,
  inputXGradient,
  gradCamPlusPlus,
  xgradCam,
  scoreCam,
  classActivation,
  attention,
  rise,
  dRise,
  guidedBackprop,
  guidedGradCam,
  deconvnet,
];

export { infoOf, type Lab, type Method, type NdFloats } from "./method";
export { checked, flagOf, parseFlag, takes } from "./parameters";
