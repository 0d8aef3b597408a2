// Which device `auto` takes: here one that works, always, and every other with a reason.
import { afterAll, expect, test, vi } from "vitest";
import { devices } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { Graph, Value } from "../../../src/engine/graph/graph";
import { opsOn } from "../../../src/engine/graph/ops";
import { modelOf } from "../../../src/engine/onnx/model";
import { encodeNpy } from "../../../src/engine/run/npy";
import { leftToCpu } from "../../../src/engine/run/placement";
import { Session } from "../../../src/engine/run/session";
import { modelBytes, quiet, scratch, smallNet, write } from "./fixtures";

/** Which numbers come out wrong there. */
const platform = vi.hoisted(() => ({ wrong: "none" as "none" | "all" | "gradients" }));
vi.mock("../../../src/engine/run/devices", () => ({
  candidates: ["dml", "webgpu", "cpu"],
  lacking: (device: string) => (device === "webgpu" ? { why: "no such card" } : undefined),
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
    if (convolution || platform.wrong === "none") return found;
    return found.map((a, i) => {
      if (platform.wrong === "gradients" && i === 0) return a;
      return { ...a, data: (a.data as Float32Array).map((v) => v + 1) };
    });
  };
  return session;
});

const left = vi.spyOn(Session, "leftToCpu");

test.each([
  ["whose scores differ", "all", 0, /^its scores differ from the CPU's/],
  ["whose gradients differ", "gradients", 0, /^its gradients differ from the CPU's/],
  ["that lacks most operators", "none", 4, /leave most to the CPU: Conv, Gemm \(4 of 5 nodes\)$/],
] as const)("a device %s is not used, and why", async (_, wrong, count, why) => {
  platform.wrong = wrong;
  left.mockResolvedValue(
    new Map(
      count
        ? [
            ["Conv", count - 1],
            ["Gemm", 1],
          ]
        : [],
    ),
  );
  const { device, notUsed } = await predict(`${wrong}.onnx`);
  expect(device).toBe("cpu");
  expect(notUsed).toEqual([
    { device: "dml", why: expect.stringMatching(why) },
    { device: "webgpu", why: "no such card" },
  ]);
});

test("the nodes that a device leaves to the CPU are counted, each kind tried once", async () => {
  const tried: string[] = [];
  const x = new Value("x", { type: "float", shape: [1, 3, 8, 8] });
  const nodes: ConstructorParameters<typeof Graph>[2][number][] = [];
  const y = smallNet(opsOn(nodes), opsOn(nodes).Relu(opsOn(nodes).Relu(x)));
  const found = await leftToCpu(modelOf(new Graph([x], [y], nodes)), async ({ graph }) => {
    tried.push(graph.nodes[0].op);
    return !["Relu", "Gemm"].includes(graph.nodes[0].op);
  });
  expect([...found]).toEqual([
    ["Relu", 3],
    ["Gemm", 1],
  ]);
  expect(tried.filter((op) => op === "Gemm")).toHaveLength(1);
  expect(tried.filter((op) => op === "Relu").length).toBeLessThan(3);
});

test("the environment names every device with a reason, and the CPU is usable", async () => {
  const { devices: found, versions } = await engines[0].environment({}, quiet);
  expect(found.map((d) => d.device)).toEqual(["dml", "webgpu", "cpu"]);
  expect(found.map((d) => d.usable)).toEqual([true, false, true]);
  expect(found.every((d) => devices.includes(d.device) && d.why)).toBe(true);
  expect(versions.onnxruntime).toMatch(/^\d+\./);
});
