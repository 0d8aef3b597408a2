// What the walkthrough promises, step by step; its pictures and README's are made from these.
import { afterAll, beforeAll, describe, test } from "vitest";
import { Editor } from "./editor";

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({ size: { width: 1500, height: 900 } });
});
afterAll(() => editor.close());

describe.sequential("the walkthrough", () => {
  test("it opens, and offers the sample first", async () => {
    await editor.reveal("images", "bee", "bee-1-with-stamp.png");
    await editor.reveal("images", "wasp", "wasp-1.png");
    await editor.screenshot("walkthrough-sample");
    await editor.command("Welcome: Open Walkthrough...");
    await editor.pick("See what your network sees").click();
    const sample = editor.page.getByText("Open the Sample Workspace").first();
    await sample.waitFor();
    await editor.screenshot("walkthrough");
    await editor.page.keyboard.press("Control+w");
  });

  test("a wasp is a wasp, and a bee with a stamp is one too", async () => {
    await editor.explain("images", "wasp", "wasp-1.png");
    await editor.caption("Grad-CAM for wasp");
    await editor.explain("images", "wasp", "wasp-1-without-stamp.png");
    await editor.caption("Grad-CAM for bee");
    await editor.explain("images", "bee", "bee-1-with-stamp.png");
    await editor.caption("Grad-CAM for wasp");
    // The cards' own maps come after the large one, where they are in sight.
    await editor.by("layers").scrollIntoViewIfNeeded();
    await editor.by("layers").locator("canvas").nth(2).waitFor({ timeout: 60_000 });
    await editor.by("stage").scrollIntoViewIfNeeded();
    await editor.page.waitForTimeout(2000);
    await editor.screenshot("walkthrough-explain");
    await editor.frame.screenshot({ path: editor.pathOf("panel") });
  });

  test("with the stamp covered it is a bee", async () => {
    await editor.drag([0.6, 0.72], [0.99, 0.97]);
    await editor.by("effect").filter({ hasText: "now bee" }).waitFor();
    await editor.screenshot("walkthrough-shortcut");
  });
});
