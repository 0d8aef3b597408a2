// The main job, from a right-click to a map, as a person does it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Editor } from "./editor";

const stamped = ["images", "bee", "bee-1-with-stamp.png"];
let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open();
});
afterAll(async () => {
  await editor.close();
});

describe.sequential("explaining a picture", () => {
  test("right-click: predictions and a map beside the code, focus where it was", async () => {
    await editor.reveal("train.py");
    await editor.item("train.py").dblclick();
    await editor.page.locator(".tab", { hasText: "train.py" }).waitFor();
    await editor.explain(...stamped);
    await editor.caption("Grad-CAM", "wasp");
    const first = editor.by("predictions").getByRole("option").first();
    expect(await first.textContent()).toContain("wasp");
    expect(await editor.by("predictions").getByRole("option").count()).toBe(5);
    const pixels = await editor.pixels();
    expect(new Set(pixels).size).toBeGreaterThan(20);
    expect(await editor.page.evaluate(() => document.activeElement?.tagName)).not.toBe("IFRAME");
    await editor.page.locator(".tab", { hasText: "train.py" }).waitFor();
    await editor.screenshot("explained");
  });

  test("one click explains another class", async () => {
    const before = await editor.pixels();
    await editor.by("prediction-0").click();
    await editor.caption("Grad-CAM", "bee");
    expect(await editor.pixels()).not.toEqual(before);
    await editor.screenshot("another-class");
    await editor.by("prediction-7").click();
    await editor.caption("wasp");
  });

  test("one click changes the method", async () => {
    const before = await editor.pixels();
    await editor.by("method-saliency").click();
    await editor.caption("Saliency");
    expect(await editor.pixels()).not.toEqual(before);
    await editor.screenshot("saliency");
    await editor.by("method-occlusion").click();
    await editor.caption("Occlusion");
    await editor.screenshot("occlusion");
    await editor.by("method-grad-cam").click();
    await editor.caption("Grad-CAM");
  });

  test("a long occlusion is cancelled, and the engine answers at once", async () => {
    await editor.by("method-occlusion").click();
    await editor.caption("Occlusion");
    await editor.by("parameters").locator("summary").click();
    const stride = editor.by("parameter-stride").locator("input");
    await stride.fill("1");
    await stride.press("Enter");
    await editor.by("cancel").waitFor();
    await editor.screenshot("computing");
    await editor.by("cancel").click();
    await editor.by("cancelled").waitFor();
    await editor.screenshot("cancelled");
    await editor.by("method-grad-cam").click();
    await editor.caption("Grad-CAM");
  });

  test("nothing left this machine", () => expect(editor.strangers).toEqual([]));
});
