import { version } from "../../../package.json";
import { stateOf } from "../device";
import { candidates } from "../run/devices";
import { sharpVersion } from "../run/picture";
import { runtimeVersion } from "../run/session";
import type { Calls } from "./call";

export const environment: Calls["environment"] = async () => ({
  platform: `${process.platform} ${process.arch}`,
  versions: {
    glassbox: version,
    node: process.versions.node,
    onnxruntime: runtimeVersion,
    sharp: sharpVersion,
  },
  devices: await Promise.all(candidates.map(stateOf)),
});
