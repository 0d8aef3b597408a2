// What a session asks of the engine for the page inside the network.
import { expect, test, vi } from "vitest";
import type { Control, EngineApi, MaskJob, Patches } from "../../../src/engine/api";
import { cancelled, Refusal } from "../../../src/engine/refusal";
import type { Bench } from "../../../src/extension/bench";
import { Inside } from "../../../src/extension/inside";
import { Transcript } from "../../../src/extension/transcript";
import type { ToPage } from "../../../src/webview/protocol";
import { activations, masked } from "../webview/inside/samples";
import { choice } from "../webview/samples";

type Answered = Extract<ToPage, { kind: "answer" }>;

function setup(engine: Partial<EngineApi> = {}) {
  const told: ToPage[] = [];
  const bench: Bench = {
    engine: { activations: async () => activations, ...engine } as EngineApi,
    post: (m) => told.push(m),
    choice: () => choice,
    job: ({ picture, model, target, method }) => ({
      model: model!,
      image: { file: picture },
      target,
      method,
      parameters: {},
      device: "cpu",
    }),
    busy: () => false,
    told: (e) => ({ code: "x", message: (e as Error).message, remedies: [] }),
  };
  const inside = new Inside(bench, async () => ["/a.png", "/b.png"]);
  const answers = (part?: string) =>
    told.filter((m): m is Answered => m.kind === "answer" && (!part || m.part === part));
  const kinds = (part: string) => answers(part).map((m) => m.answer.kind);
  return { inside, told, answers, kinds };
}

/** Something that only ends when it is cancelled. */
const endless = (_: unknown, { signal }: Control) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(cancelled())));

test("a page of channels is asked for, and not twice", async () => {
  const call = vi.fn(async () => activations);
  const { inside, kinds } = setup({ activations: call });
  await inside.show({});
  expect(call).toHaveBeenCalledWith(
    expect.objectContaining({ sort: "contribution", show: { first: 0, count: 48 } }),
    expect.anything(),
  );
  expect(kinds("activations")).toEqual(["working", "known"]);
  await inside.show({ place: "masking" });
  expect(call).toHaveBeenCalledTimes(1);
  await inside.show({ first: 48 });
  expect(call).toHaveBeenCalledTimes(2);
});

test("what a class looks like is drawn with the pictures so far, and stops where it is", async () => {
  const picture = { width: 1, height: 1, rgb: new Uint8Array(3) };
  const visualize: EngineApi["visualize"] = (job, control) => {
    control.progress({ fraction: 0.1, message: "step 1", pictures: [picture] });
    control.progress({ fraction: 0.2, message: "step 2" });
    return endless(job, control);
  };
  const { inside, answers } = setup({ visualize });
  const drawing = inside.show({ place: "visualization" });
  inside.stop();
  await drawing;
  expect(answers("drawn").at(-1)?.answer).toEqual({
    kind: "stopped",
    progress: { fraction: 0.2, message: "step 2", pictures: [picture] },
  });
  await inside.show({ steps: 32 });
  expect(answers("drawn").at(-1)?.answer.kind).toBe("stopped");
});

test("the class that is explained is the one that is drawn", async () => {
  const visualize = vi.fn(endless);
  const { inside } = setup({ visualize });
  void inside.show({ place: "visualization" });
  expect(visualize).toHaveBeenCalledWith(
    expect.objectContaining({ objective: { class: 0 }, seeds: 3, steps: 256 }),
    expect.anything(),
  );
  inside.leave();
});

test("work for another spot is given up, and done anew on the way back", async () => {
  const call = vi.fn(endless);
  const { inside, kinds } = setup({ filters: call });
  void inside.show({ place: "filters" });
  void inside.show({ conv: "other" });
  void inside.show({ conv: undefined });
  expect(call).toHaveBeenCalledTimes(3);
  expect(kinds("filters")).toEqual(["working", "stopped", "working", "stopped", "working"]);
  inside.leave();
});

test("masks that come faster than their scores are left out, but for the newest", async () => {
  const jobs: MaskJob[] = [];
  const mask = async (job: MaskJob) => {
    jobs.push(job);
    await new Promise((resolve) => setTimeout(resolve));
    return masked;
  };
  const { inside, answers } = setup({ mask });
  await inside.show({ place: "masking" });
  await Promise.all([1, 2, 3].map((c) => inside.switchOff({ off: [c], cells: [] })));
  expect(jobs.map((j) => j.channels)).toEqual([{ off: [] }, { off: [1] }, { off: [3] }]);
  expect(answers("masked").at(-1)?.answer).toMatchObject({ value: { mask: { off: [3] } } });
  await inside.switchOff({ off: [], cells: [5] });
  expect(jobs.at(-1)).toMatchObject({ cells: [5] });
  expect(jobs.at(-1)).not.toHaveProperty("channels");
});

test("the workspace's pictures are searched once for all channels of a layer", async () => {
  const area = { x: 0, y: 0, width: 1, height: 1 };
  const patch = (activation: number) => [{ file: 1, activation, x: 0, y: 0, area }];
  const files = ["/a.png", "/b.png"];
  const swept: Patches = {
    model: "",
    layer: "conv",
    files,
    channels: [patch(1), patch(2)],
    unreadable: [{ file: "/a.png", why: "It is empty." }],
  };
  const patches = vi.fn(async () => swept);
  const pixels = { width: 1, height: 1, rgb: new Uint8Array(3) };
  const { inside, answers } = setup({
    patches,
    crop: async () => pixels,
    project: endless,
  });
  void inside.show({ place: "channel", channel: 0 });
  await inside.look("patches");
  void inside.show({ channel: 1 });
  await vi.waitFor(() =>
    expect(answers("patches").at(-1)?.answer).toEqual({
      kind: "known",
      value: {
        channel: 1,
        pictures: 2,
        patches: [{ file: "/b.png", activation: 2, pixels }],
        unreadable: ["It is empty."],
      },
    }),
  );
  expect(patches).toHaveBeenCalledTimes(1);
  expect(patches).toHaveBeenCalledWith(expect.objectContaining({ files }), expect.anything());
  inside.leave();
});

test("what fails says why, and is tried again when that is asked for", async () => {
  let fails = true;
  const filters = async () => {
    if (fails) throw new Refusal("method-not-applicable", "No convolution.");
    return {} as Awaited<ReturnType<EngineApi["filters"]>>;
  };
  const { inside, kinds } = setup({ filters });
  await inside.show({ place: "filters" });
  fails = false;
  await inside.look("filters");
  expect(kinds("filters")).toEqual(["working", "failed", "working", "known"]);
});

test("a page that starts anew is told the spot before its answers, and nothing after it is left", async () => {
  const { inside, told } = setup();
  const transcript = new Transcript();
  await inside.show({});
  await inside.show({ first: 48 });
  for (const m of told) transcript.record(m);
  expect(transcript.messages().map((m) => m.kind)).toEqual(["inside", "answer"]);
  expect(transcript.messages()[0]).toMatchObject({ spot: { first: 48 } });
  transcript.record({ kind: "back" });
  expect(transcript.messages()).toEqual([]);
});
