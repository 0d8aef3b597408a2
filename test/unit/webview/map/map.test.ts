// The map's page without its drawing: selection, colours, state and messages.
import { expect, test } from "vitest";
import { uniform } from "../../../../src/engine/methods/random";
import { grouped } from "../../../../src/webview/map/colour";
import { asMapToHost, asToMapPage, type MapPicture } from "../../../../src/webview/map/protocol";
import { Places, type Point } from "../../../../src/webview/map/select";
import { empty, highlighted, listed, told } from "../../../../src/webview/map/state";

const random = uniform(4);
const positions = Float32Array.from({ length: 400 }, () => random() * 10);
const places = new Places(positions);
const all = Array.from({ length: 200 }, (_, i) => i);
const [x, y] = [(i: number) => positions[2 * i], (i: number) => positions[2 * i + 1]];

test("a box holds the points between its corners, whichever were drawn first", () => {
  const wanted = all.filter((i) => x(i) >= 2 && x(i) <= 6 && y(i) >= 1 && y(i) <= 9);
  expect(wanted.length).toBeGreaterThan(10);
  expect(places.inBox([6, 1], [2, 9])).toEqual(wanted);
});

test("a lasso holds the points within it, not all within its box", () => {
  const triangle: Point[] = [
    [0, 0],
    [10, 0],
    [0, 10],
  ];
  const wanted = all.filter((i) => x(i) + y(i) < 10);
  expect(places.inside(triangle)).toEqual(wanted);
  expect(wanted.length).toBeLessThan(200);
  expect(places.inside(triangle.slice(1))).toEqual([]);
});

const picture = (name: string, label: string, prediction: string): MapPicture => ({
  name,
  label,
  prediction,
  probability: 0.5,
});
const pictures = [
  picture("a/One.png", "Tiger_shark", "tiger shark"),
  picture("b/two.png", "ray", "tiger shark"),
  picture("b/three.png", "ray", "ray"),
];

test("groups have their colour and count", () => {
  const { groups, of } = grouped(pictures, "label");
  expect(groups.map((g) => [g.name, g.count])).toEqual([
    ["Tiger_shark", 1],
    ["ray", 2],
  ]);
  expect(of).toEqual([0, 1, 1]);
  expect(new Set(groups.map((g) => String(g.colour))).size).toBe(2);
  expect(grouped(pictures, "right").of).toEqual([0, 1, 0]);
  const many = all.map((i) => picture("", `${i}`, ""));
  expect(new Set(grouped(many, "label").groups.map((g) => String(g.colour))).size).toBeGreaterThan(
    100,
  );
});

test("the list has what is selected and searched for", () => {
  const state = { ...empty, pictures };
  expect(listed(state)).toEqual([0, 1, 2]);
  expect(highlighted(state)).toBeUndefined();
  expect(listed({ ...state, query: " one " })).toEqual([0]);
  expect(listed({ ...state, query: "b/", selection: [0, 2] })).toEqual([2]);
  expect(highlighted({ ...state, selection: [1] })).toEqual(new Set([1]));
});

test("messages change the state; positions stay until there are new ones", () => {
  const first = told(empty, { kind: "pictures", pictures, model: "m", failed: 1 });
  const moving = told(first, { kind: "progress", fraction: 0.1, message: "a", positions });
  const later = told(moving, { kind: "progress", fraction: 0.2, message: "b" });
  expect(later).toMatchObject({ positions, progress: { message: "b" }, failed: 1 });
  const done = told(later, { kind: "mapped", projection: "pca", positions, notes: ["n"] });
  expect(done).toMatchObject({ progress: undefined, projection: "pca", notes: ["n"] });
  expect(told(later, { kind: "refused", message: "no" })).toMatchObject({
    refused: "no",
    progress: undefined,
  });
});

test("what is none of the contract's is not taken", () => {
  expect(asMapToHost({ kind: "explain", picture: 3 })).toBeDefined();
  for (const wrong of [
    { kind: "explain", picture: -1 },
    { kind: "explain", picture: "../secret" },
    { kind: "export", format: ".exe" },
    { kind: "thumbnails", pictures: [1, null] },
    { kind: "toString" },
  ])
    expect(asMapToHost(wrong)).toBeUndefined();
  expect(asToMapPage({ kind: "mapped", projection: "pca", positions, notes: [] })).toBeDefined();
  expect(asToMapPage({ kind: "mapped", projection: "pca", positions: [1], notes: [] })).toBe(
    undefined,
  );
});
