// The main job, from a right-click to a map, as a person does it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Editor } from "./editor";

const stamped = ["images", "bee", "bee-1-with-stamp.png"];
let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({
    workspace: (folder) => writeFileSync(join(folder, "images/broken.png"), "this is no picture"),
  });
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
    expect((await editor.drawn()).colours).toBeGreaterThan(20);
    expect(await editor.page.evaluate(() => document.activeElement?.tagName)).not.toBe("IFRAME");
    await editor.page.locator(".tab", { hasText: "train.py" }).waitFor();
    await editor.screenshot("explained");
  });

  test("one click explains another class", async () => {
    const before = await editor.drawn();
    await editor.by("prediction-0").click();
    await editor.caption("Grad-CAM for bee");
    expect(await editor.drawn()).not.toEqual(before);
    await editor.screenshot("another-class");
    await editor.by("prediction-7").click();
    await editor.caption("wasp");
  });

  test("one click changes the method", async () => {
    const before = await editor.drawn();
    await editor.by("method-saliency").click();
    await editor.caption("Saliency");
    expect(await editor.drawn()).not.toEqual(before);
    await editor.screenshot("saliency");
    await editor.by("method-occlusion").click();
    await editor.caption("Occlusion");
    await editor.screenshot("occlusion");
    await editor.by("method-grad-cam").click();
    await editor.caption("Grad-CAM");
  });

  test("a layer is chosen in the panel and in the palette", async () => {
    await editor.by("layer-layer2").click();
    await editor.caption("layer2");
    await editor.screenshot("another-layer");
    await editor.command("Pick Layer");
    await editor.pick("layer3").waitFor();
    await editor.page.keyboard.type("layer1");
    await editor.caption("layer1");
    await editor.screenshot("layer-picker");
    await editor.page.keyboard.press("Escape");
    await editor.caption("layer2");
    await editor.command("Pick Layer");
    await editor.pick("layer3").waitFor();
    await editor.page.keyboard.type("layer3");
    await editor.page.keyboard.press("Enter");
    await editor.caption("layer3");
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

  test("a killed engine is said, and works again after a restart", async () => {
    const [pid] = editor.engines();
    expect(pid).toBeGreaterThan(0);
    process.kill(pid, "SIGKILL");
    await editor.by("refusal").waitFor();
    await editor.screenshot("engine-stopped");
    await editor.by("refusal").getByRole("button").first().click();
    await editor.caption("Grad-CAM");
    expect(editor.engines()).not.toContain(pid);
  });

  test("a broken picture is refused in the panel, with what can be done", async () => {
    await editor.explain("images", "broken.png");
    const refusal = editor.by("refusal");
    await refusal.waitFor();
    expect(await refusal.textContent()).toContain('"broken.png" cannot be read');
    await editor.screenshot("broken-picture");
  });

  test("the palette and the button above an open picture explain too", async () => {
    await editor.reveal("images", "cheese", "cheese-1.png");
    await editor.item("cheese-1.png").dblclick();
    await editor.page.locator(".tab.active", { hasText: "cheese-1.png" }).waitFor();
    await editor.command("Explain Prediction");
    await editor.caption("cheese");
    await editor.reveal("images", "starfish", "starfish-1.png");
    await editor.item("starfish-1.png").dblclick();
    const button = editor.page
      .locator(".editor-actions .action-label[aria-label*='Explain']")
      .first();
    await button.click();
    await editor.caption("starfish");
  });

  test("nothing left this machine", () => expect(editor.strangers).toEqual([]));
});
