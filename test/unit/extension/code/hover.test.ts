// What hovers are made of, without an editor: paths in texts, and the store that never waits.
import { expect, test, vi } from "vitest";
import { Glances } from "../../../../src/extension/code/glances";
import { picturePathAt } from "../../../../src/extension/code/picture-paths";

test.each<[string, string, string | undefined]>([
  ["Python", 'img = Image.open("images/bee 1.png")', "images/bee 1.png"],
  ["single quotes", "load('a/b.JPG')", "a/b.JPG"],
  ["JSON", '  "file": "cats/1.webp",', "cats/1.webp"],
  ["YAML, bare", "  - path: data/x.jpeg", "data/x.jpeg"],
  ["CSV", "cat,data/cat/1.png,0.93", "data/cat/1.png"],
  ["Markdown", "![a cat](docs/cat.gif)", "docs/cat.gif"],
  ["a Windows path", 'p = "C:/pictures/a.bmp"', "C:/pictures/a.bmp"],
  ["no address of the web", '"https://example.org/a.png"', undefined],
  ["no other file", 'open("model.onnx")', undefined],
])("a picture's path in %s", (_, line, path) => {
  const column = path ? line.indexOf(path) + 2 : line.indexOf(".") - 1;
  expect(picturePathAt(line, column)?.path).toBe(path);
  if (path) expect(picturePathAt(line, line.indexOf(path) - 3)?.path).not.toBe(path);
});

test("what is not there yet is made once, in the background", async () => {
  const ready = vi.fn();
  const glances = new Glances<string>(2, ready);
  const make = vi.fn(async () => "made");
  expect(glances.get("a", make)).toBeUndefined();
  expect(glances.get("a", make)).toBeUndefined();
  await vi.waitFor(() => expect(ready).toHaveBeenCalledOnce());
  expect(glances.get("a", make)).toBe("made");
  expect(make).toHaveBeenCalledOnce();
});

test("waiting ends at its limit, and what is quick is there at once", async () => {
  const glances = new Glances<string>(2);
  const never = () => new Promise<string>(() => {});
  expect(await glances.within(5, "slow", never)).toBeUndefined();
  expect(await glances.within(1000, "quick", async () => "here")).toBe("here");
});

test("a failure is told once and tried again, and the oldest goes first", async () => {
  const glances = new Glances<string>(1);
  const fails = async () => {
    throw new Error("no");
  };
  expect(await glances.within(50, "a", fails)).toEqual(new Error("no"));
  expect(await glances.within(50, "a", async () => "now")).toBe("now");
  await glances.within(50, "b", async () => "newer");
  expect(glances.peek("a")).toBeUndefined();
});
