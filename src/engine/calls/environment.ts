import { version } from "../../../package.json";
import { stateOf } from "../device";
import { candidates, cudaState } from "../run/devices";
import { sharpVersion } from "../run/picture";
import { runtimeVersion } from "../run/session";
import type { Calls } from "./call";

export const environment: Calls["environment"] = async ({ cudaFor }) => ({
  platform: `${process.platform} ${process.arch}`,
  versions: {
    glassbox: version,
    node: process.versions.node,
    onnxruntime: runtimeVersion,
    sharp: sharpVersion,
  },
  ...(cudaFor !== undefined && { cuda: cudaState(cudaFor) }),
  devices: await Promise.all(candidates.map(stateOf)),
});
