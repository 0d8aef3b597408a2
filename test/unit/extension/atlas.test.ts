// The map being made, with an engine and a page made of plain functions.
import { expect, test, vi } from "vitest";
import type { EngineApi, PictureMap, PicturesJob } from "../../../src/engine/api";
import { cancelled, Refusal } from "../../../src/engine/refusal";
import { Atlas } from "../../../src/extension/atlas";
import type { ToMapPage } from "../../../src/webview/map/protocol";

const job: PicturesJob = {
  model: "/w/model.onnx",
  device: "cpu",
  files: ["/w/a/1.png", "/w/b/2.png"],
  storage: { folder: "/s", limit: 1 },
};
const map = (projection: PictureMap["projection"]): PictureMap => ({
  pictures: job.files.map((file) => ({
    file,
    label: "a",
    prediction: { index: 0, label: "bee", probability: 0.5 },
  })),
  positions: new Float32Array(4),
  projection,
  notes: [],
  figures: {},
});

function setup(engine: Partial<EngineApi> = {}) {
  const told: ToMapPage[] = [];
  const ports = {
    post: (m: ToMapPage) => told.push(m),
    name: (file: string) => file.slice(3),
    explain: vi.fn(),
    save: vi.fn(),
    broken: vi.fn(),
  };
  const made = vi.fn(async ({ projection }) => map(projection));
  const api = {
    index: async () => ({ failed: [{ file: "x", why: "y" }] }),
    map: made,
    neighbours: async () => ({
      neighbours: [{ file: job.files[1] }, { file: "/w/elsewhere.png" }],
    }),
    picture: async () => new Uint8Array([1]),
    tabulate: async () => new Uint8Array([2]),
    ...engine,
  } as unknown as EngineApi;
  const atlas = new Atlas(api, ports);
  atlas.prepare(job);
  return { atlas, told, ports, made };
}

test("principal components stand first, then t-SNE; a second look costs nothing", async () => {
  const { atlas, told, made } = setup();
  await atlas.receive({ kind: "ready" });
  expect(told.map((m) => ("projection" in m ? m.projection : m.kind))).toEqual([
    "pictures",
    "pca",
    "t-sne",
  ]);
  expect(told[0]).toMatchObject({
    failed: 1,
    pictures: [{ name: "a/1.png", prediction: "bee" }, { name: "b/2.png" }],
  });
  await atlas.receive({ kind: "project", projection: "pca" });
  expect(told.at(-1)).toMatchObject({ kind: "mapped", projection: "pca" });
  expect(made).toHaveBeenCalledTimes(2);
});

test("a click explains the file; the explained picture is marked with its neighbours", async () => {
  const { atlas, told, ports } = setup();
  await atlas.receive({ kind: "ready" });
  await atlas.receive({ kind: "explain", picture: 1 });
  await atlas.receive({ kind: "explain", picture: 7 });
  expect(ports.explain.mock.calls).toEqual([["/w/b/2.png"]]);
  await atlas.mark("/w/a/1.png");
  expect(told.at(-1)).toEqual({ kind: "explained", picture: 0, neighbours: [1] });
  const count = told.length;
  await atlas.mark("/w/not-on-the-map.png");
  expect(told).toHaveLength(count);
});

test("a cancel is said and no error; a refusal is shown", async () => {
  const { atlas, told, ports } = setup({
    index: (_, { signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(cancelled()))),
  });
  const running = atlas.receive({ kind: "ready" });
  await atlas.receive({ kind: "cancel" });
  await running;
  expect(told).toEqual([{ kind: "refused", message: "Cancelled." }]);
  expect(ports.broken).not.toHaveBeenCalled();

  const other = setup({
    index: async () => {
      throw new Refusal("model-unreadable", "no model");
    },
  });
  await other.atlas.receive({ kind: "ready" });
  expect(other.told).toEqual([{ kind: "refused", message: "no model" }]);
  expect(other.ports.broken).not.toHaveBeenCalled();
});

test("thumbnails and exports come from the engine", async () => {
  const { atlas, told, ports } = setup();
  await atlas.receive({ kind: "ready" });
  await atlas.receive({ kind: "thumbnails", pictures: [1, 9] });
  expect(told.at(-1)).toEqual({ kind: "thumbnail", picture: 1, bytes: new Uint8Array([1]) });
  await atlas.receive({ kind: "export", format: ".csv" });
  expect(ports.save).toHaveBeenCalledWith(new Uint8Array([2]), ".csv");
});
