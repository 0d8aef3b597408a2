// Ties between code and layers, on the sample's own script and on lines as people write them.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { Layer } from "../../../../src/engine/api";
import { sequentialChildren } from "../../../../src/extension/code/sequential";
import { type How, sharedTail, tieAt, tiesOf } from "../../../../src/extension/code/ties";

const layer = (name: string, source?: Layer["source"]): Layer => ({
  name,
  source,
  node: name,
  tensor: name,
  op: "Conv",
  shape: [null, 8, 4, 4],
  cam: true,
});
const traced = (name: string, file: string, line: number, text: string) =>
  layer(name, { file, line, text });

/** For each line with ties: its number from 1, the layers, how. */
const told = (text: string, file: string, layers: Layer[]) =>
  tiesOf(text, file, layers).map((t) => [t.line + 1, t.layers.map((l) => l.name).join(" "), t.how]);

const forward = "def forward(self, x):\n    y = self.conv(x)\n    return F.relu(y)\n";

test.each<[string, string, Layer[], [number, string, How][]]>([
  [
    "the line that was traced",
    "/w/net.py",
    [traced("a", "net.py", 3, "return F.relu(y)")],
    [[3, "a", "trace"]],
  ],
  [
    "a path from another machine, matched by its end",
    "/home/me/project/net.py",
    [traced("a", "C:\\work\\project\\net.py", 3, "return F.relu(y)")],
    [[3, "a", "trace"]],
  ],
  [
    "a line that has moved",
    "/w/net.py",
    [traced("a", "net.py", 9, "return F.relu(y)")],
    [[3, "a", "moved"]],
  ],
  ["nothing where the line is gone", "/w/net.py", [traced("a", "net.py", 3, "return y")], []],
  ["nothing in another file", "/w/net.py", [traced("a", "other.py", 3, "return F.relu(y)")], []],
  [
    "a notebook, by the text alone",
    "/w/train.ipynb",
    [traced("a", "/tmp/ipykernel_71/25.py", 1, "return F.relu(y)")],
    [[3, "a", "cell"]],
  ],
  ["a module's name", "/w/net.py", [layer("conv"), layer("fc")], [[2, "conv", "name"]]],
  [
    "the output of each module of that name",
    "/w/net.py",
    [layer("b1.conv.0"), layer("b1.conv.1"), layer("b1.relu"), layer("b2.conv")],
    [[2, "b1.conv.1 b2.conv", "name"]],
  ],
  ["not a part of a name", "/w/net.py", [layer("conv1"), layer("preconv")], []],
])("%s", (_, file, layers, expected) => {
  expect(told(forward, file, layers)).toEqual(expected);
});

test("Keras names and numbered children of a Sequential", () => {
  const text = [
    'x = layers.Conv2D(8, 3, name="stem")(x)',
    "self.body = nn.Sequential(",
    "    nn.Conv2d(3, 8, (3, 3)),  # a, comment",
    '    Block("a,b", [1, 2]),',
    "    nn.ReLU(),",
    ")",
  ].join("\n");
  const layers = ["stem/Conv2D", "body.0", "body.1.conv", "body.1", "body.2"].map((n) => layer(n));
  expect(told(text, "/w/net.py", layers)).toEqual([
    [1, "stem/Conv2D", "name"],
    [2, "body.2", "name"],
    [3, "body.0", "name"],
    [4, "body.1", "name"],
    [5, "body.2", "name"],
  ]);
});

test("a call that is never closed ends with the text", () => {
  expect(sequentialChildren('self.a = nn.Sequential(\n  "x')).toEqual([
    { line: 1, path: ["a", "0"] },
  ]);
});

test("paths are compared from their ends", () => {
  expect(sharedTail("/a/b/net.py", "x/b/net.py")).toBe(2);
  expect(sharedTail("C:\\b\\net.py", "/b/net.py")).toBe(2);
  expect(sharedTail("/a/net.py", "/a/train.py")).toBe(0);
});

test("the narrowest tie wins: the module under the pointer, not the whole line", () => {
  const ties = tiesOf(forward, "net.py", [
    traced("conv", "net.py", 2, "y = self.conv(x)"),
    traced("act", "net.py", 2, "y = self.conv(x)"),
  ]);
  expect(tieAt(ties, 1, 12)).toMatchObject({ how: "name", layers: [{ name: "conv" }] });
  expect(tieAt(ties, 1, 4)).toMatchObject({ how: "trace", layers: [{}, {}] });
  expect(tieAt(ties, 0, 4)).toBeUndefined();
});

test("every traced layer of the sample is tied to a line of its script", () => {
  const root = resolve(import.meta.dirname, "../../../..");
  const text = readFileSync(resolve(root, "examples/train.py"), "utf8");
  const lines = text.split("\n");
  const at = (needle: string) => lines.findIndex((l) => l.trim() === needle) + 1;
  const source = (needle: string) => ({ file: "train.py", line: at(needle), text: needle });
  const layers = [
    layer("layer3", source("return F.relu(y)")),
    layer("fc", source("return self.fc(x)")),
  ];
  const ties = tiesOf(text, "/anywhere/train.py", layers);
  expect(ties.filter((t) => t.how === "trace").map((t) => t.line + 1)).toEqual([
    at("return F.relu(y)"),
    at("return self.fc(x)"),
  ]);
  expect(tieAt(ties, at("x = self.layer3(x)") - 1, 14)?.layers[0].name).toBe("layer3");
});
