// Which device `auto` takes: here one that works, always, and every other with a reason.
import { afterAll, expect, test, vi } from "vitest";
import { devices } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { encodeNpy } from "../../../src/engine/run/npy";
import { Session } from "../../../src/engine/run/session";
import { modelBytes, quiet, scratch, smallNet, write } from "./fixtures";

const platform = vi.hoisted(() => ({ works: true }));
vi.mock("../../../src/engine/run/devices", () => ({
  candidates: ["dml", "webgpu", "cpu"],
  lacking: (device: string) => (device === "dml" ? { why: "no such card" } : undefined),
}));

const folder = scratch();
const image = { tensor: write(folder, "x.npy", encodeNpy([1, 3, 8, 8], new Float32Array(192))) };
const engines = [createEngine()];
afterAll(() => Promise.all(engines.map((e) => e.release())));
const predict = (name: string) => {
  const model = write(folder, name, modelBytes([null, 3, 8, 8], smallNet));
  return engines[0].predict({ model, image, device: "auto" }, quiet);
};

/** Another device that is the CPU in truth; its scores can be made wrong. */
const { create } = Session;
vi.spyOn(Session, "create").mockImplementation(async (model, provider, options) => {
  if (provider === "cpu") return create(model, "cpu", options);
  const session = await create(model, "cpu", options);
  const { run } = session;
  session.run = async (feeds, fetches) => {
    const found = await run.call(session, feeds, fetches);
    const convolution = model.graph.nodes.length === 1;
    return platform.works || convolution
      ? found
      : found.map((a) => ({ ...a, data: (a.data as Float32Array).map((v) => v + 1) }));
  };
  return session;
});

test("a device whose scores differ from the CPU's is not used, and why", async () => {
  platform.works = false;
  const { device, notUsed } = await predict("wrong.onnx");
  expect(device).toBe("cpu");
  expect(notUsed).toEqual([
    { device: "dml", why: "no such card" },
    { device: "webgpu", why: expect.stringMatching(/^its scores differ from the CPU's/) },
  ]);
});

test("the environment names every device with a reason, and the CPU is usable", async () => {
  const { devices: found, versions } = await engines[0].environment({}, quiet);
  expect(found.map((d) => d.device)).toEqual(["dml", "webgpu", "cpu"]);
  expect(found.map((d) => d.usable)).toEqual([false, true, true]);
  expect(found.every((d) => devices.includes(d.device) && d.why)).toBe(true);
  expect(versions.onnxruntime).toMatch(/^\d+\./);
});
