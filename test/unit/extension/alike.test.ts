// The strip of what is like a picture, with an engine and a page made of plain functions.
import { expect, test, vi } from "vitest";
import type { EngineApi, PicturesJob } from "../../../src/engine/api";
import { Refusal } from "../../../src/engine/refusal";
import { Alike } from "../../../src/extension/alike";
import type { ToPage } from "../../../src/webview/protocol";

const job = { model: "/m.onnx", device: "cpu", files: ["/w/a/1.png"], storage: {} } as PicturesJob;
const region = { x: 10, y: 20, width: 40, height: 20 };
const near = { file: "/w/a/1.png", label: "a", similarity: 0.5 };
const labels = [{ label: "a", count: 1 }];
const bytes = new Uint8Array([1]);

function setup(engine: Partial<EngineApi> = {}, known: PicturesJob | undefined = job) {
  const told: ToPage[] = [];
  const broken = vi.fn();
  const picture = vi.fn(async () => bytes);
  const api = {
    picture,
    neighbours: async () => ({ neighbours: [near], labels }),
    regionNeighbours: async () => ({ neighbours: [{ ...near, area: region }], labels }),
    ...engine,
  } as unknown as EngineApi;
  const ports = {
    post: (m: ToPage) => void told.push(m),
    job: async () => known,
    name: (file: string) => file.slice(3),
    broken,
  };
  return { alike: new Alike(api, ports), told, picture, broken };
}

const neighbour = { ...near, name: "a/1.png", bytes };

test("the nearest pictures come with their names and thumbnails", async () => {
  const { alike, told } = setup();
  await alike.pictures("/p.png", "/m.onnx");
  const found = { neighbours: [neighbour], labels };
  expect(told).toEqual([{ kind: "alike", picture: "/p.png", region: undefined, found }]);
});

test("a region's neighbours are cut out with some of what is around them", async () => {
  const { alike, told, picture } = setup();
  await alike.regions("/p.png", "/m.onnx", region);
  expect(told).toMatchObject([{ region, found: { neighbours: [neighbour] } }]);
  const area = { x: 6, y: 6, width: 48, height: 48 };
  expect(picture).toHaveBeenCalledWith(expect.objectContaining({ area }), expect.anything());
});

test("without an index nothing is said of pictures, and a region's refusal is shown", async () => {
  const refuse = async () => {
    throw new Refusal("not-indexed", "not indexed");
  };
  const { alike, told, broken } = setup({ neighbours: refuse, regionNeighbours: refuse });
  await alike.pictures("/p.png", "/m.onnx");
  expect(told).toEqual([]);
  await alike.regions("/p.png", "/m.onnx", region);
  expect(told).toEqual([{ kind: "alike", picture: "/p.png", region, message: "not indexed" }]);
  expect(broken).not.toHaveBeenCalled();
});

test("what is asked last is answered alone", async () => {
  const { alike, told } = setup();
  const first = alike.pictures("/p.png", "/m.onnx");
  await alike.regions("/p.png", "/m.onnx", region);
  await first;
  expect(told).toHaveLength(1);
});
