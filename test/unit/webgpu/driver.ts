// Chromium's software driver, which runs WebGPU's real provider and shaders where there is no card.
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { lacking } from "../../../src/engine/run/devices";

const driver = "/usr/lib/chromium/vk_swiftshader_icd.json";
process.env.VK_ICD_FILENAMES ??= driver;
process.env.XDG_RUNTIME_DIR ??= tmpdir();
export const there = process.platform === "linux" && existsSync(driver) && !lacking("webgpu");
if (!there)
  console.warn("SKIPPED: WebGPU: there is no software driver (Debian: chromium, libvulkan1)");
