// Next to the training code: hovers on layers and on picture paths, lenses, and the way to the code.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Editor } from "./editor";

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({
    workspace: (folder) =>
      writeFileSync(join(folder, "wrong.csv"), "images/bee/bee-1-with-stamp.png,wasp\n"),
  });
});
afterAll(() => editor.close());

describe.sequential("next to the code", () => {
  test("a lens above forward names the model, and counts layers once it is open", async () => {
    await editor.explain("images", "bee", "bee-1-with-stamp.png");
    await editor.caption("Grad-CAM", "wasp");
    await editor.item("train.py").dblclick();
    await editor.page.locator(".tab", { hasText: "train.py" }).waitFor();
    await editor.line(70);
    const lens = editor.page.locator(".codelens-decoration", {
      hasText: "Explain with model.onnx",
    });
    await lens.filter({ visible: true }).first().waitFor();
    await editor.page
      .locator(".codelens-decoration", { hasText: "layers tied to this code" })
      .filter({ visible: true })
      .first()
      .waitFor();
  });

  test("a hover on a module shows its activations, and says how it was tied", async () => {
    const shown = await editor.hover("layer2");
    await editor.screenshot("hover-layer");
    const text = await shown.textContent();
    expect(text).toContain("layer2");
    expect(text).toContain("64 × 12 × 12");
    expect(text).toMatch(/strongest channels \d+, \d+/);
    expect(text).toContain("tied by its name");
    expect(await shown.locator("img").count()).toBe(2);
    await shown.getByText("Explain at layer2").click();
    await editor.caption("Grad-CAM", "layer2");
  });

  test("the panel's layer leads to its line of code", async () => {
    await editor.command("Go to the Layer's Code");
    await editor.page.locator(".view-line", { hasText: "return F.relu(y)" }).first().waitFor();
  });

  test("a hover on a picture's path shows its map and its classes", async () => {
    await editor.item("wrong.csv").dblclick();
    await editor.page.locator(".tab", { hasText: "wrong.csv" }).waitFor();
    const shown = await editor.hover("bee-1-with-stamp");
    await editor.screenshot("hover-picture");
    expect(await shown.textContent()).toContain("wasp");
    await shown.getByText("Explain Prediction").click();
    await editor.caption("Grad-CAM", "wasp");
  });
});
