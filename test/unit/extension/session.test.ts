// A session with an engine and a page made of plain functions.
import { expect, test, vi } from "vitest";
import type { Control, EngineApi, Explanation, Job } from "../../../src/engine/api";
import { cancelled, Refusal } from "../../../src/engine/refusal";
import { type Ports, Session } from "../../../src/extension/session";
import type { ToPage } from "../../../src/webview/protocol";
import { activations as inner } from "../webview/inside/samples";
import { choice, method, model, predicted, shown, strip, trust } from "../webview/samples";

const explanation: Explanation = { ...shown, raw: { dims: [2, 2], data: shown.map.values } };

function setup(engine: Partial<EngineApi> = {}, ports: Partial<Ports> = {}) {
  const told: ToPage[] = [];
  const jobs: Job[] = [];
  const api = {
    methods: async () => [method, { ...method, id: "occlusion", needs: [], recommended: false }],
    open: async () => model,
    check: async () => ({ relativeError: 1e-5, passed: true }),
    predict: async () => predicted,
    explain: async (job: Job) => {
      jobs.push(job);
      return explanation;
    },
    environment: async () => ({ platform: "", versions: {}, devices: [] }),
    cost: async () => ({ passes: 1, milliseconds: 10 }),
    picture: async () => new Uint8Array([1]),
    input: async () => ({ image: new Uint8Array([3]), range: [0, 1] }),
    verify: async () => Promise.reject(new Error("not asked here")),
    saveSettings: async () => Promise.reject(new Error("not asked here")),
    ...engine,
  } as EngineApi;
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
    "input",
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
  session.cards.want([{ method: "occlusion" }, { method: "grad-cam", layer: "features.1" }]);
  await vi.waitFor(() => expect(told.filter((m) => m.kind === "glimpsed")).toHaveLength(2));
});

const only = <K extends ToPage["kind"]>(told: ToPage[], kind: K) =>
  told.filter((m): m is Extract<ToPage, { kind: K }> => m.kind === kind);

test("where the folder says another class than the network, that is the first question", async () => {
  const expected = { index: 1, label: "tiger cat", from: "tiger cat" };
  const { session, jobs } = setup({ predict: async () => ({ ...predicted, expected }) });
  await session.show(choice.picture);
  expect(jobs[0].target).toEqual({ kind: "contrast", index: 0, against: 1 });
  await session.show(choice.picture, { target: { kind: "class", index: 0 } });
  expect(jobs[1].target).toEqual({ kind: "class", index: 0 });
});

test("a filmstrip is told as far as it is, then whole", async () => {
  const filmstrip: EngineApi["filmstrip"] = async (_, { progress }) => {
    progress({ fraction: 0.5, message: "", layers: [] });
    return strip;
  };
  const { session, told } = setup({ filmstrip });
  await session.show(choice.picture);
  session.cards.want([{ method: "grad-cam", layers: true }]);
  await vi.waitFor(() => expect(only(told, "filmstrip").map((m) => m.done)).toEqual([false, true]));
});

test("the check of a map is told, and another map ends it", async () => {
  let done = false;
  const { session, told } = setup({
    trust: (job, control) => (done ? Promise.resolve(trust) : endless(job, control)),
  });
  await session.show(choice.picture);
  const first = session.beside.trust();
  await session.choose({ method: "occlusion" });
  await first;
  expect(only(told, "trust").map((m) => m.trust.kind)).toEqual(["checking"]);
  done = true;
  await session.beside.trust();
  expect(told.at(-1)).toEqual({ kind: "trust", trust: { kind: "known", trust } });
  expect(session.beside.known).toBe(trust);
});

test("the check of a map can be stopped; the map stays", async () => {
  const { session, told } = setup({ trust: endless });
  await session.show(choice.picture);
  const checking = session.beside.trust();
  session.beside.stopTrust();
  await checking;
  expect(told.at(-1)).toEqual({ kind: "trust", trust: { kind: "none" } });
});

test("a rectangle is covered by what the settings cover pictures with", async () => {
  const occlude = vi.fn(() => Promise.reject(new Refusal("bad-parameter", "Outside.")));
  const fill = { type: "number", default: 0, min: 0, max: 9, about: "" } as const;
  const occlusion = { ...method, id: "occlusion", params: { fill } };
  const ports = { parameters: () => ({ fill: 3 }) };
  const { session, told } = setup({ occlude, methods: async () => [method, occlusion] }, ports);
  await session.show(choice.picture);
  const region = { x: 1, y: 2, width: 3, height: 4 };
  await session.beside.cover(region);
  expect(occlude).toHaveBeenCalledWith(
    expect.objectContaining({ region, fill: 3, target: { kind: "class", index: 0 } }),
    expect.anything(),
  );
  expect(told.at(-1)).toEqual({ kind: "covered", region, message: "Outside." });
});

test("a comparison makes its cells one after the other, and none twice", async () => {
  const { session, told, jobs } = setup();
  await session.show(choice.picture);
  await session.compare();
  expect(only(told, "compare")[0].grid.methods).toEqual(["grad-cam", "occlusion"]);
  expect(jobs.slice(1).map((j) => [j.method, "index" in j.target && j.target.index])).toEqual([
    ["grad-cam", 0],
    ["grad-cam", 1],
    ["occlusion", 0],
    ["occlusion", 1],
  ]);
  expect(told.at(-1)?.kind).toBe("compared");
  await session.comparison.change({ targets: [{ kind: "class", index: 2 }] });
  expect(jobs).toHaveLength(7);
  session.back();
  expect(told.at(-1)?.kind).toBe("back");
});

test("several pictures: the first as usual, then a row for each", async () => {
  const { session, told, jobs } = setup();
  await session.showAll([choice.picture, "/pictures/dog.tiff"]);
  expect(only(told, "compare")[0].grid).toMatchObject({
    pictures: [choice.picture, "/pictures/dog.tiff"],
    targets: [{ kind: "top" }],
  });
  expect(jobs.slice(1).map((j) => "file" in j.image && j.image.file)).toEqual([
    choice.picture,
    choice.picture,
    "/pictures/dog.tiff",
    "/pictures/dog.tiff",
  ]);
});

test("a comparison that is cancelled keeps its cells and can go on", async () => {
  let calls = 0;
  const explain = (job: Job, control: Control) =>
    ++calls === 3 ? endless(job, control) : Promise.resolve(explanation);
  const { session, told } = setup({ explain });
  await session.show(choice.picture);
  const comparing = session.compare();
  await vi.waitFor(() => expect(only(told, "cell")).toHaveLength(1));
  session.cancel();
  await comparing;
  expect(told.at(-1)?.kind).toBe("compared");
  await session.comparison.change({});
  expect(only(told, "cell")).toHaveLength(4);
});

test("a stored explanation is shown without computing, and run again by its own job", async () => {
  const changed = [{ what: "model" as const, words: "The model has changed." }];
  const job = { ...choice, model: model.path, image: { file: choice.picture } };
  const stored: Job = { ...job, parameters: { samples: 3 }, device: "cpu" };
  const reopen = async () => ({ explanation, job: stored, trust, changed });
  const { session, told, jobs } = setup({ reopen });
  await session.reopen("/x.explain.json");
  expect(only(told, "stored")[0].stored).toMatchObject({ file: "/x.explain.json", changed, trust });
  expect(jobs).toEqual([]);
  await session.retry();
  expect(jobs).toHaveLength(1);
});

test("an explanation that cannot be reopened says so, and trying again tries that", async () => {
  const reopen = vi.fn(() => Promise.reject(new Refusal("export-unreadable", "Not one.")));
  const { session, told } = setup({ reopen });
  await session.reopen("/x.explain.json");
  expect(told.at(-1)).toMatchObject({ kind: "refused", refusal: { message: "Not one." } });
  await session.retry();
  expect(reopen).toHaveBeenCalledTimes(2);
});

test("an export has the check of the map with it", async () => {
  const exportAs = vi.fn(async () => new Uint8Array());
  const { session } = setup({ exportAs, trust: async () => trust });
  await session.show(choice.picture);
  await session.beside.trust();
  await session.exportAs("html", "/a.html");
  expect(exportAs).toHaveBeenCalledWith(
    expect.objectContaining({ format: "html", to: "/a.html", trust }),
    expect.anything(),
  );
});

test("what each method would take is told, and again when its parameters change", async () => {
  const cost = vi.fn(async ({ method: id }: Job) => {
    if (id === "grad-cam") throw new Refusal("no-gradient", "No.");
    return { passes: 169, milliseconds: 500 };
  });
  const { session, told } = setup({}, { cost });
  await session.show(choice.picture);
  expect(only(told, "costs")).toEqual([
    { kind: "costs", costs: { occlusion: { passes: 169, milliseconds: 500 } } },
  ]);
  await session.choose({ method: "occlusion" });
  expect(only(told, "costs")).toHaveLength(1);
  await session.choose({ parameters: { occlusion: {} } });
  expect(only(told, "costs")).toHaveLength(2);
});

test("a model exported again is asked the same question; fewer classes end it", async () => {
  let classes = 3;
  const explained = vi.fn();
  const { session, jobs } = setup({ open: async () => ({ ...model, classes }) }, { explained });
  await session.show(choice.picture);
  await session.choose({ target: { kind: "class", index: 2 } });
  await session.refresh();
  expect(jobs[2]).toEqual(jobs[1]);
  classes = 2;
  await session.refresh();
  expect(jobs[3]).toMatchObject({ target: { kind: "class", index: 0 } });
  expect(explained).toHaveBeenCalledTimes(4);
});

test("two networks: their maps first, then the pictures they name differently", async () => {
  const versus = { before: shown, after: shown, difference: shown.map, notes: [] };
  const flips = vi.fn(async () => ({ pictures: 2, flips: [], unreadable: [] }));
  const pictures = async () => ["/a.png", "/b.png"];
  const { session, told, kinds } = setup({ versus: async () => versus, flips }, { pictures });
  await session.show(choice.picture);
  const before = kinds().length;
  await session.versus.show(
    { model: "/old.onnx", name: "old" },
    { model: "/new.onnx", name: "new" },
  );
  expect(kinds().slice(before)).toEqual(["versus", "difference", "flips", "flips"]);
  expect(told.at(-1)).toMatchObject({ kind: "flips", flips: { pictures: 2 } });
  expect(flips).toHaveBeenCalledWith(
    expect.objectContaining({
      before: "/old.onnx",
      after: "/new.onnx",
      files: ["/a.png", "/b.png"],
    }),
    expect.anything(),
  );
});

test("an edited setting is written and asked again; one that is refused says why", async () => {
  const saveSettings = vi.fn(async () => "/models/a.glassbox.json");
  const { session, jobs, told } = setup({ saveSettings });
  await session.show(choice.picture);
  await session.sight.save({ channel_order: "BGR", mean: null });
  const settings = { channel_order: "BGR", mean: null };
  expect(saveSettings).toHaveBeenCalledWith({ model: model.path, settings }, expect.anything());
  expect(jobs[1]).toEqual(jobs[0]);
  saveSettings.mockRejectedValueOnce(new Refusal("sidecar-unreadable", "No."));
  await session.sight.save({ std: [0] });
  expect(told.at(-1)).toEqual({ kind: "verify", verify: { kind: "failed", message: "No." } });
  expect(jobs).toHaveLength(2);
});

test("settings are verified on a folder that is named after classes, or asked for", async () => {
  const found = {
    pictures: 1,
    labelled: 1,
    verdict: "confirmed",
    summary: "",
    trials: [],
  } as const;
  const verify = vi.fn(async () => ({ ...found, trials: [] }));
  const folder = vi.fn(async (): Promise<string | undefined> => "/pictures");
  const { session, told } = setup({ verify }, { folder });
  await session.show(choice.picture);
  await session.sight.verify();
  expect(folder).toHaveBeenCalledWith(choice.picture, false);
  expect(told.slice(-2)).toMatchObject([
    { kind: "verify", verify: { kind: "checking" } },
    { kind: "verify", verify: { kind: "known", found: { verdict: "confirmed" } } },
  ]);
  folder.mockResolvedValueOnce(undefined);
  await session.sight.verify();
  expect(verify).toHaveBeenCalledOnce();
});

test("inside the network: the map's own work leaves it, and so does back", async () => {
  const activations = vi.fn(async () => inner);
  const { session, kinds } = setup({ activations });
  expect(session.look({})).toBeUndefined();
  await session.show(choice.picture);
  await session.look({ layer: "features.1" });
  expect(activations).toHaveBeenCalledWith(
    expect.objectContaining({ layer: "features.1", image: { file: choice.picture } }),
    expect.anything(),
  );
  await session.choose({ method: "occlusion" });
  expect(kinds().slice(-3)).toEqual(["back", "working", "explained"]);
  await session.look({});
  session.back();
  expect(kinds().at(-1)).toBe("back");
  await session.choose({ method: "grad-cam" });
  expect(kinds().filter((k) => k === "back")).toHaveLength(2);
});

test("a model that is exported anew is looked into at the same place", async () => {
  const { session, kinds } = setup({ activations: async () => inner });
  await session.show(choice.picture);
  await session.look({ first: 48 });
  await session.refresh();
  expect(session.inside.at?.first).toBe(48);
  expect(kinds().slice(-3)).toEqual(["inside", "answer", "answer"]);
});
