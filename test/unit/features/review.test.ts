import { parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import type { PictureMap } from "../../../src/engine/api";
import { mapWriters } from "../../../src/engine/features/export";
import { reviewOf } from "../../../src/engine/features/review";

const picture = (label: string, index: number, probability = 0.9, file = `/${label}.png`) => ({
  file,
  label,
  prediction: { index, label: ["tiger shark", "ray", "eel"][index], probability },
});

test("folders' names are held against predictions and neighbours", () => {
  const pictures = [
    picture("Tiger_Shark", 0),
    picture("tiger shark", 1, 0.6),
    picture("ray", 1),
    picture("ray", 0, 0.8),
    picture("holiday", 2),
  ];
  const near = [[1], [0], [3], [0, 1, 2], [2, 3]];
  const review = reviewOf(pictures, ["tiger shark", "ray", "eel"], near);
  expect(review.classes).toEqual(["tiger shark", "ray"]);
  expect(review.confusion).toEqual([
    [1, 1],
    [1, 1],
  ]);
  expect(review.accuracy).toBe(0.5);
  expect(review.wrong).toEqual([pictures[3], pictures[1]]);
  expect(review.suspects.at(0)).toMatchObject({ label: "Tiger_Shark", neighbours: "tiger shark" });
  expect(review.suspects.at(-1)).toMatchObject({ label: "holiday", neighbours: "ray", share: 1 });
});

const nasty = '<script>"a",=b & c</script>';
const map: PictureMap = {
  pictures: [picture("ray", 1, 0.5, nasty), picture("=1+1", 0)],
  positions: Float32Array.of(0, 1, -2.5, 4),
  projection: "t-sne",
  notes: [],
  figures: {},
};

test("tables have the same columns; names are escaped", async () => {
  const csv = `${mapWriters[".csv"](map)}`.split("\r\n");
  expect(csv[0]).toBe("file,label,prediction,probability,x,y");
  expect(csv[1]).toBe('"<script>""a"",=b & c</script>",ray,ray,0.5,0,1');
  expect(csv[2]).toBe("/=1+1.png,'=1+1,tiger shark,0.9,-2.5,4");
  const html = `${mapWriters[".html"](map)}`;
  expect(html).not.toContain("<script");
  expect(html).toContain("&lt;script&gt;&quot;a&quot;,=b &amp; c");
  expect(html.match(/<circle/g)).toHaveLength(2);
  const rows = JSON.parse(`${mapWriters[".json"](map)}`).pictures;
  const bytes = mapWriters[".parquet"](map) as Uint8Array;
  const file = new Uint8Array(bytes).buffer;
  expect(await parquetReadObjects({ file })).toEqual(rows);
});
