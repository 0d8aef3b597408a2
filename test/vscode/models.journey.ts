// Which model? One is used, of several one is asked for once, without any the panel says what to do.
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Editor } from "./editor";

test("several models: asked for once, remembered for the folder", async () => {
  const editor = await Editor.open({
    workspace: (folder) => {
      cpSync(join(folder, "model.onnx"), join(folder, "second.onnx"));
      cpSync(join(folder, "model.glassbox.json"), join(folder, "second.glassbox.json"));
    },
  });
  try {
    await editor.explain("images", "cheese", "cheese-1.png");
    await editor.pick("second.onnx").waitFor();
    await editor.screenshot("several-models");
    await editor.pick("second.onnx").click();
    await editor.caption("cheese");
    expect(await editor.by("model").textContent()).toContain("second.onnx");
    await editor.explain("images", "starfish", "starfish-1.png");
    await editor.caption("starfish");
    expect(await editor.by("model").textContent()).toContain("second.onnx");
  } finally {
    await editor.close();
  }
});

test("no model: the panel says what to do", async () => {
  const editor = await Editor.open({
    workspace: (folder) => rmSync(join(folder, "model.onnx")),
  });
  try {
    await editor.explain("images", "cheese", "cheese-1.png");
    await editor.by("no-model").waitFor();
    expect(await editor.by("no-model").textContent()).toMatch(/\.onnx/);
    await editor.screenshot("no-model");
  } finally {
    await editor.close();
  }
});
