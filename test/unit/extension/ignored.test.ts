import { expect, test } from "vitest";
import { notIgnored } from "../../../src/extension/ignored";

test("each .gitignore counts for what lies below it", () => {
  const kept = notIgnored([
    { folder: "/w", text: "build/\n*.tmp.png\n" },
    { folder: "/w/data", text: "/raw\n!raw/keep.png\n" },
  ]);
  const files = [
    "/w/a.png",
    "/w/a.tmp.png",
    "/w/build/b.png",
    "/w/data/raw/c.png",
    "/w/data/more/raw/d.png",
    "/elsewhere/build/e.png",
  ];
  expect(files.filter(kept)).toEqual([
    "/w/a.png",
    "/w/data/more/raw/d.png",
    "/elsewhere/build/e.png",
  ]);
});
