// Asking further: why not the other class, every layer, a covered part, trust, comparing, exports.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

describe.sequential("asking further", () => {
  test("folder and network disagree: the panel asks why the one and not the other", async () => {
    await editor.explain(...stamped);
    await editor.caption("Grad-CAM", "wasp, not bee");
    expect(await editor.by("disagreement").textContent()).toMatch(/bee.*wasp/s);
    expect(await editor.by("legend").textContent()).toMatch(/for bee.*for wasp/s);
    await editor.screenshot("contrast");
    await editor.by("contrast-off").click();
    await editor.caption("Grad-CAM for wasp at");
  });

  test("every layer's map at once, the best one marked with its reason", async () => {
    await editor.by("layers").scrollIntoViewIfNeeded();
    await editor.by("recommended-layer").waitFor({ timeout: 60_000 });
    expect(await editor.by("recommended-layer").textContent()).toMatch(
      /lowest deletion area, 0\.\d/,
    );
    await editor.by("all-layers").click();
    expect(await editor.by("layers").locator(".card canvas").count()).toBeGreaterThan(10);
    await editor.screenshot("filmstrip");
    await editor.by("all-layers").click();
  });

  test("a covered part of the picture: what the network says then", async () => {
    await editor.by("stage").scrollIntoViewIfNeeded();
    await editor.drag([0.6, 0.72], [0.99, 0.97]);
    const effect = editor.by("effect");
    await effect.filter({ hasText: "now bee" }).waitFor();
    expect(await effect.textContent()).toMatch(/logit .* → .*−/);
    await editor.screenshot("covered");
    await editor.by("stage").press("Escape");
    await effect.waitFor({ state: "detached" });
    await editor.by("stage").press("Shift+ArrowRight");
    await editor.by("region").waitFor();
    await editor.by("stage").press("Shift+ArrowDown");
    await editor.by("stage").press("Enter");
    await effect.filter({ hasText: "logit" }).waitFor();
    await editor.by("uncover").click();
  });

  test("can I trust this map? Sentences with their numbers", async () => {
    await editor.by("trust-ask").click();
    await editor.by("trust-figures").waitFor({ timeout: 60_000 });
    expect(await editor.by("trust-deletion").textContent()).toMatch(/0\.\d+ · random order 0\.\d/);
    await editor.screenshot("trust");
  });

  test("an occlusion that is cancelled keeps what it has, marked as partial", async () => {
    await editor.by("method-occlusion").click();
    await editor.caption("Occlusion");
    await editor.by("parameters").locator("summary").click();
    await editor.by("parameter-stride").locator("input").fill("1");
    await editor.by("partial").waitFor();
    await editor.by("cancel").click();
    await editor.by("cancelled").waitFor();
    expect(await editor.by("partial").textContent()).toMatch(/partial, \d+ % of the passes/);
    await editor.screenshot("partial");
    await editor.panel.getByRole("button", { name: "Back to the defaults" }).click();
    await editor.caption("Occlusion for wasp");
    await editor.by("method-grad-cam").click();
    await editor.caption("Grad-CAM for wasp at");
  });

  test("methods by classes, one pointer for all", async () => {
    await editor.by("compare").click();
    const cells = editor.by("cell");
    await expect.poll(() => cells.count(), { timeout: 60_000 }).toBe(8);
    await cells.first().hover();
    await expect.poll(() => cells.last().textContent()).not.toContain("to ");
    await editor.screenshot("compare");
    await editor.by("zoom-in").click();
    await editor.by("compare-choices").locator("summary").click();
    await editor.panel.getByLabel("HiResCAM").check();
    await expect.poll(() => cells.count(), { timeout: 60_000 }).toBe(10);
    await editor.screenshot("compare-zoomed");
    await editor.by("back").click();
    await editor.caption("Grad-CAM for wasp at");
  });

  test("several layers picked are compared", async () => {
    await editor.command("Pick Layer");
    await editor.pick("layer3").waitFor();
    await editor.page.locator(".quick-input-titlebar .codicon-checklist").click();
    for (const layer of ["layer2", "layer3"]) await editor.pick(layer).click();
    await editor.screenshot("pick-several");
    await editor.page.locator(".quick-input-action .monaco-button").first().click();
    await expect.poll(() => editor.by("cell").count(), { timeout: 60_000 }).toBe(2);
    expect(await editor.by("comparison").locator("th[scope=col]").allTextContents()).toEqual([
      "layer2",
      "layer3",
    ]);
    await editor.screenshot("compare-layers");
    await editor.by("back").click();
    await editor.caption("Grad-CAM for wasp at");
  });

  test("an explanation leaves as a file and comes back without being computed", async () => {
    await editor.by("export").click();
    await editor.pick("show it again here").click();
    const box = editor.page.locator(".quick-input-widget input").first();
    await expect.poll(() => box.inputValue()).toContain("explain.json");
    await box.press("Enter");
    const file = join(editor.workspace, "images/bee/bee-1-with-stamp.explain.json");
    await expect.poll(() => existsSync(file)).toBe(true);
    expect(JSON.parse(readFileSync(file, "utf8"))).toBeTypeOf("object");
    await editor.explain("images", "cheese", "cheese-1.png");
    await editor.caption("cheese");
    await editor.command("Open Explanation");
    await editor.pick("bee-1-with-stamp.explain.json").click();
    await editor.by("stored").waitFor();
    await editor.caption("Grad-CAM for wasp at");
    await editor.screenshot("stored");
    await editor.by("again").click();
    await editor.by("predictions").getByRole("option").first().waitFor();
    await editor.caption("Grad-CAM for wasp at");
  });

  test("nothing left this machine", () => expect(editor.strangers).toEqual([]));
});
