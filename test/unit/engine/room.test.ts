// Batches fit the memory; where it runs out all the same, smaller ones go on.
import { afterAll, expect, test, vi } from "vitest";
import type { Job } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import { openNetwork } from "../../../src/engine/network";
import { Refusal } from "../../../src/engine/refusal";
import { Room } from "../../../src/engine/room";
import { encodeNpy } from "../../../src/engine/run/npy";
import { Session } from "../../../src/engine/run/session";
import { networks } from "../incremental/networks";
import { relativeL2 } from "../reference";
import { modelBytes, quiet, scratch, smallNet, write } from "./fixtures";

const folder = scratch();
const side = 24;
const data = Float32Array.from({ length: 3 * side * side }, (_, i) => Math.sin(0.9 * i * i));
const image = { tensor: write(folder, "x.npy", encodeNpy([1, 3, side, side], data)) };
const shape = [null, 3, side, side];
const plain = write(folder, "plain.onnx", modelBytes(shape, smallNet));
const stacked = write(folder, "stacked.onnx", modelBytes(shape, networks["stacked convolutions"]));

test("as many at once as fit into half of what is free, at most 16, at least one", async () => {
  const network = await openNetwork(plain);
  // Conv and Relu make 4 x 24 x 24 numbers, the rest 4, 4 and 3: forwards and backwards.
  const bytes = 2 * 4 * (2 * 4 * side * side + 4 + 4 + 3);
  const batch = (free: number) => new Room(network, () => free).batch;
  expect([0, 2 * bytes, 7 * bytes, 1e12].map(batch)).toEqual([1, 1, 3, 16]);
});

const { create } = Session;
const sizes: number[] = [];
let released = 0;
let room = Number.POSITIVE_INFINITY;
vi.spyOn(Session, "create").mockImplementation(async (...given) => {
  const session = await create(...given);
  const { run, release } = session;
  session.release = () => {
    released++;
    return release.call(session);
  };
  session.run = async (feeds, fetches) => {
    const [{ dims }] = feeds.values();
    const n = Math.max(...[...feeds.values()].map((f) => (f.dims.length === 4 ? f.dims[0] : 1)));
    sizes.push(n);
    if (n > room) throw new Refusal("out-of-memory", `no memory for ${dims}`);
    return run.call(session, feeds, fetches);
  };
  return session;
});

const engines = [createEngine(), createEngine()];
afterAll(() => Promise.all(engines.map((e) => e.release())));

test.each<[string, string, Job["parameters"]]>([
  ["smoothgrad", plain, { samples: 11 }],
  ["score-cam", plain, {}],
  ["occlusion", plain, { window: 6, stride: 3 }],
  ["occlusion", stacked, { window: 6, stride: 2 }],
])("%s of %s ends in the same map when memory runs out", async (method, model, parameters) => {
  const target = { kind: "class" as const, index: 1 };
  const job: Job = { model, image, target, method, parameters, device: "cpu" };
  room = Number.POSITIVE_INFINITY;
  const before = await engines[0].explain(job, quiet);
  room = 3;
  sizes.length = 0;
  const after = await engines[1].explain(job, quiet);
  expect(Math.max(...sizes)).toBeGreaterThan(room);
  // Each size is found too large once: 16, 8, 4.
  expect(sizes.filter((n) => n > room).length).toBeLessThanOrEqual(3);
  expect(relativeL2(after.raw.data, before.raw.data)).toBeLessThan(1e-5);
  await engines[1].release();
});

test("where there is no memory for one, it is a refusal", async () => {
  room = 0;
  const job: Job = {
    model: plain,
    image,
    target: { kind: "class", index: 0 },
    method: "occlusion",
    parameters: {},
    device: "cpu",
  };
  await expect(engines[1].explain(job, quiet)).rejects.toMatchObject({ code: "out-of-memory" });
});

test("an engine that is left alone closes its networks, and opens them again", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  room = Number.POSITIVE_INFINITY;
  const engine = createEngine();
  await engine.predict({ model: plain, image, device: "cpu" }, quiet);
  released = 0;
  vi.advanceTimersByTime(9 * 60_000);
  expect(released).toBe(0);
  vi.advanceTimersByTime(2 * 60_000);
  await vi.waitFor(() => expect(released).toBeGreaterThan(0));
  vi.useRealTimers();
  const again = await engine.predict({ model: plain, image, device: "cpu" }, quiet);
  expect(again.predictions).toHaveLength(3);
  await engine.release();
});
