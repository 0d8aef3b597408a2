import { PassThrough } from "node:stream";
import { deserialize, serialize } from "node:v8";
import { expect, test } from "vitest";
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Message,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import type { Control, EngineApi, ModelInfo, Progress } from "../../../src/engine/api";
import { cancelled, Refusal } from "../../../src/engine/refusal";
import { connect, serve } from "../../../src/engine/wire";

/** An engine that does what the name of the model says. */
const fake: Partial<EngineApi> = {
  methods: async () => [],
  async open({ model }, control) {
    control.progress({ fraction: 0.5, message: "half" });
    if (model === "refuse")
      throw new Refusal("no-gradient", "no way", [{ title: "Retry", action: { kind: "retry" } }]);
    if (model === "break") throw new TypeError("x is undefined");
    if (model === "wait")
      await new Promise((_, reject) =>
        control.signal.addEventListener("abort", () => reject(cancelled())),
      );
    return { path: model } as ModelInfo;
  },
};

const [there, back] = [new PassThrough(), new PassThrough()];
serve(
  createMessageConnection(new StreamMessageReader(there), new StreamMessageWriter(back)),
  fake as EngineApi,
);
const connection = createMessageConnection(
  new StreamMessageReader(back),
  new StreamMessageWriter(there),
);
const engine = connect(connection);
connection.listen();

const control = (signal = new AbortController().signal, seen: Progress[] = []): Control => ({
  signal,
  progress: (p) => seen.push(p),
});

test("a call answers", async () => {
  expect(await engine.methods({}, control())).toEqual([]);
});

test("progress arrives before the result", async () => {
  const seen: Progress[] = [];
  expect(await engine.open({ model: "m", device: "cpu" }, control(undefined, seen))).toEqual({
    path: "m",
  });
  expect(seen).toEqual([{ fraction: 0.5, message: "half" }]);
});

test("a refusal keeps its code, message and remedies", async () => {
  const refusal = await engine.open({ model: "refuse", device: "cpu" }, control()).catch((e) => e);
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal).toMatchObject({
    code: "no-gradient",
    message: "no way",
    remedies: [{ title: "Retry", action: { kind: "retry" } }],
  });
});

test("a bug stays an error, with the other side's stack", async () => {
  const bug = await engine.open({ model: "break", device: "cpu" }, control()).catch((e) => e);
  expect(bug).not.toBeInstanceOf(Refusal);
  expect(bug).toMatchObject({
    message: "x is undefined",
    stack: expect.stringContaining("wire.test"),
  });
});

test("aborting stops the other side", async () => {
  const abort = new AbortController();
  const waiting = engine.open({ model: "wait", device: "cpu" }, control(abort.signal));
  setTimeout(() => abort.abort(), 20);
  await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
});

test("what is aborted beforehand is not sent", async () => {
  const abort = new AbortController();
  abort.abort();
  await expect(
    engine.open({ model: "m", device: "cpu" }, control(abort.signal)),
  ).rejects.toMatchObject({
    code: "cancelled",
  });
});

/** As child processes speak with "advanced" serialization: a Buffer stays one. */
function channel() {
  let hear: DataCallback = () => {};
  class Reader extends AbstractMessageReader {
    listen(callback: DataCallback) {
      hear = callback;
      return { dispose() {} };
    }
  }
  class Writer extends AbstractMessageWriter {
    write = async (message: Message) => hear(deserialize(serialize(message)));
    end() {}
  }
  return { reader: new Reader(), writer: new Writer() };
}

test("bytes come out as a plain array, which VS Code hands on to a page as bytes", async () => {
  const [asked, answered] = [channel(), channel()];
  const api = { picture: async () => Buffer.from([1, 2]) } as Partial<EngineApi> as EngineApi;
  serve(createMessageConnection(asked.reader, answered.writer), api);
  const host = createMessageConnection(answered.reader, asked.writer);
  host.listen();
  const bytes = await connect(host).picture({ file: "a.bmp", side: 8 }, control());
  expect(bytes).toStrictEqual(new Uint8Array([1, 2]));
});
