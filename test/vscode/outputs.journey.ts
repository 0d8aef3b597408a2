// Outputs that are no classes: boxes, masks and generated pictures are listed, drawn and explained.
import { cpSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeReference, reference } from "../unit/reference";
import { Editor } from "./editor";

/** A workspace of one model of the reference, as it wants its pixels, and one photograph. */
const workspace = (model: string, photo: string, sidecar: object) => (folder: string) => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  cpSync(join(reference!, `models/dev/${model}.onnx`), join(folder, "model.onnx"));
  cpSync(join(reference!, "photos/dev", photo), join(folder, photo));
  writeFileSync(join(folder, "model.glassbox.json"), JSON.stringify(sidecar));
};

const ultraface = workspace("ultraface_rfb320", "astronaut.png", {
  rescale_factor: 1,
  mean: [127, 127, 127],
  std: [128, 128, 128],
  resize: "stretch",
  labels: ["background", "face"],
});
const deeplab = workspace("deeplab_mnv2_dm05_portrait", "astronaut.png", {
  rescale_factor: 1 / 127.5,
  mean: [1, 1, 1],
  std: [1, 1, 1],
  resize: "stretch",
  labels: ["background", "person"],
});
const superResolution = workspace("super_resolution_x3", "chelsea_cat.png", {});

async function withEditor(
  prepare: (folder: string) => void,
  work: (editor: Editor) => Promise<void>,
) {
  const editor = await Editor.open({ workspace: prepare });
  try {
    await work(editor);
    expect(editor.strangers).toEqual([]);
  } finally {
    await editor.close();
  }
}

describeReference("outputs in the panel", () => {
  test("a detector: its boxes are listed and drawn, a part of one is explained", () =>
    withEditor(ultraface, async (editor) => {
      await editor.explain("astronaut.png");
      await editor.caption("face of box 0", "HiResCAM");
      expect(await editor.by("thing-box:0").getAttribute("aria-selected")).toBe("true");
      expect(await editor.by("marks").locator("rect").count()).toBe(1);
      const whole = await editor.drawn();
      expect(whole.colours).toBeGreaterThan(50);
      await editor.screenshot("outputs-detector");
      await editor.by("parts").selectOption("box:0.left");
      await editor.caption("left of box 0");
      expect((await editor.drawn()).digest).not.toBe(whole.digest);
    }));

  test("a segmentation: masks are outlined; the keyboard chooses one, a click a pixel", () =>
    withEditor(deeplab, async (editor) => {
      await editor.explain("astronaut.png");
      await editor.caption("person over its mask");
      await editor.screenshot("outputs-segmentation");
      await editor.by("thing-mask:1").focus();
      await editor.page.keyboard.press("ArrowDown");
      await editor.page.keyboard.press("Enter");
      await editor.caption("background over its mask");
      await editor
        .by("stage")
        .locator(".frame")
        .first()
        .click({ position: { x: 200, y: 100 } });
      await editor.caption(/(person|background) at \d+, \d+/);
      await editor.screenshot("outputs-pixel");
    }));

  test("an image to image network: what it made stands beside, a click asks where it came from", () =>
    withEditor(superResolution, async (editor) => {
      await editor.explain("chelsea_cat.png");
      await editor.caption("mean of the picture that is made");
      const made = editor.by("generated");
      const size = await made.evaluate((i: HTMLImageElement) => [i.naturalWidth, i.naturalHeight]);
      expect(size).toEqual([672, 672]);
      await made.click();
      await editor.caption("mean of all channels in the rectangle");
      await editor.screenshot("outputs-image");
    }));
});
