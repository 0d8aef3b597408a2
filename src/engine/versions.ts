// What a number may depend on besides the files.
import { version } from "../../package.json";
import { sharpVersion } from "./run/picture";
import { runtimeVersion } from "./run/session";

export const versions = { glassbox: version, onnxruntime: runtimeVersion, sharp: sharpVersion };
