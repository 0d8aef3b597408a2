// A session with an engine and a page made of plain functions.
import { expect, test, vi } from "vitest";
import type { Control, EngineApi, Explanation, Job } from "../../../src/engine/api";
import { cancelled, Refusal } from "../../../src/engine/refusal";
import { type Ports, Session } from "../../../src/extension/session";
import type { ToPage } from "../../../src/webview/protocol";
import { choice, method, model, predicted, shown } from "../webview/samples";

const explanation: Explanation = { ...shown, raw: { dims: [2, 2], data: shown.map.values } };

function setup(engine: Partial<EngineApi> = {}, ports: Partial<Ports> = {}) {
  const told: ToPage[] = [];
  const jobs: Job[] = [];
  const api: EngineApi = {
    methods: async () => [method, { ...method, id: "occlusion", needs: [], recommended: false }],
    open: async () => model,
    check: async () => ({ relativeError: 1e-5, passed: true }),
    predict: async () => predicted,
    explain: async (job) => {
      jobs.push(job);
      return explanation;
    },
    environment: async () => ({ platform: "", versions: {}, devices: [] }),
    cost: async () => ({ passes: 1, milliseconds: 10 }),
    picture: async () => new Uint8Array([1]),
    ...engine,
  };
  const session = new Session(api, {
    post: (m) => told.push(m),
    read: async () => new Uint8Array([2]),
    findModel: async () => ({ model: model.path }),
    device: () => "auto",
    parameters: () => ({}),
    changed: () => {},
    broken: vi.fn(),
    ...ports,
  });
  const kinds = () => told.map((m) => m.kind);
  return { session, told, jobs, kinds };
}

/** An explanation that only ends when it is cancelled. */
const endless = (_: Job, { signal }: Control) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(cancelled())));

test("predictions are told before the map", async () => {
  const { session, kinds } = setup();
  await session.show(choice.picture);
  expect(kinds().filter((k) => k !== "pixels")).toEqual([
    "subject",
    "model",
    "predicted",
    "working",
    "explained",
    "checked",
  ]);
});

test("the best class is explained by the recommended method", async () => {
  const { session, jobs } = setup();
  await session.show(choice.picture);
  expect(jobs[0]).toMatchObject({ target: { kind: "class", index: 0 }, method: "grad-cam" });
});

test("a choice explains again, without opening the model again", async () => {
  const open = vi.fn(async () => model);
  const { session, jobs } = setup({ open });
  await session.show(choice.picture);
  await session.choose({ target: { kind: "class", index: 1 }, method: "occlusion" });
  expect(jobs[1]).toMatchObject({ target: { index: 1 }, method: "occlusion" });
  expect(open).toHaveBeenCalledOnce();
});

test("cancelling stops the work and says so", async () => {
  const { session, told } = setup({ explain: endless });
  const done = session.show(choice.picture);
  await vi.waitFor(() => expect(told.at(-1)?.kind).toBe("working"));
  session.cancel();
  await done;
  expect(told.at(-1)).toMatchObject({ kind: "refused", refusal: { code: "cancelled" } });
  expect(session.busy).toBe(false);
});

test("a job that is replaced says nothing more", async () => {
  let first = true;
  const explain = (job: Job, control: Control) => {
    if (!first) return Promise.resolve(explanation);
    first = false;
    return endless(job, control);
  };
  const { session, kinds } = setup({ explain });
  const old = session.show(choice.picture);
  await vi.waitFor(() => expect(kinds()).toContain("working"));
  await session.choose({ method: "occlusion" });
  await old;
  expect(kinds()).not.toContain("refused");
  expect(kinds().filter((k) => k === "explained")).toHaveLength(1);
});

test("a refusal keeps its remedies, and retrying keeps the choice", async () => {
  const remedies = [{ title: "Restart the Engine", action: { kind: "retry" as const } }];
  let alive = false;
  const predict = async () => {
    if (!alive) throw new Refusal("engine-stopped", "It stopped.", remedies);
    return predicted;
  };
  const { session, told, jobs } = setup({ predict });
  await session.show(choice.picture, { method: "occlusion" });
  expect(told.at(-1)).toEqual({
    kind: "refused",
    refusal: { code: "engine-stopped", message: "It stopped.", remedies },
  });
  alive = true;
  await session.retry();
  expect(jobs.at(-1)?.method).toBe("occlusion");
});

test("no model is a state, not an error", async () => {
  const { session, told } = setup({}, { findModel: async () => ({ none: "untrusted" }) });
  await session.show(choice.picture);
  expect(told.at(-1)?.kind === "pixels" ? told.at(-2) : told.at(-1)).toEqual({
    kind: "no-model",
    why: "untrusted",
  });
});

test("an error that nobody expected is told and logged", async () => {
  const broken = vi.fn();
  const open = () => Promise.reject(new TypeError("x is undefined"));
  const { session, told } = setup({ open }, { broken });
  await session.show(choice.picture);
  expect(broken).toHaveBeenCalledOnce();
  expect(told.at(-1)).toMatchObject({ kind: "refused", refusal: { code: "broken" } });
});

test("what a browser cannot show comes from the engine", async () => {
  const { session, told } = setup();
  await session.show("/pictures/scan.tiff");
  const pixels = told.filter((m) => m.kind === "pixels");
  expect(pixels).toHaveLength(1);
  expect(pixels[0]).toMatchObject({ type: "image/png", bytes: new Uint8Array([1]) });
});

test("parameters come from the settings and from the page, as far as the method has them", async () => {
  const params = { window: { type: "integer", default: 1, min: 1, max: 9, about: "" } } as const;
  const { session, jobs } = setup(
    { methods: async () => [{ ...method, params }] },
    { parameters: () => ({ window: 3, unknown: 1 }) },
  );
  await session.show(choice.picture);
  expect(jobs.at(-1)?.parameters).toEqual({ window: 3 });
  await session.choose({ parameters: { "grad-cam": { window: 5 } } });
  expect(jobs.at(-1)?.parameters).toEqual({ window: 5 });
});

test("small maps are made when nothing else is to do, and only the wanted ones", async () => {
  const { session, told } = setup();
  await session.show(choice.picture);
  session.glimpse([{ method: "occlusion" }, { method: "grad-cam", layer: "features.1" }]);
  await vi.waitFor(() => expect(told.filter((m) => m.kind === "glimpsed")).toHaveLength(2));
});
