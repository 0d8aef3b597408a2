// While training goes on: exports are explained again, kept in a row, compared; settings are edited.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Editor } from "./editor";
import { editSidecar, exportAnew } from "./reexport";

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({
    workspace(folder) {
      const git = (...args: string[]) => execFileSync("git", args, { cwd: folder });
      git("init", "--quiet");
      git("add", "model.onnx");
      const person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
      git(...person, "commit", "--quiet", "-m", "First training");
    },
  });
});
afterAll(() => editor.close());

const file = (name: string) => join(editor.workspace, name);

describe.sequential("while training goes on", () => {
  test("the model is exported again: the picture is explained again, both maps are kept", async () => {
    await editor.explain("images", "bee", "bee-1-with-stamp.png");
    await editor.caption("Grad-CAM", "wasp");
    const before = await editor.drawn();
    expect(await editor.by("timeline").count()).toBe(0);
    exportAnew(file("model.onnx"));
    await expect.poll(() => editor.by("entry").count(), { timeout: 60_000 }).toBe(2);
    await editor.caption("Grad-CAM", "wasp");
    expect(await editor.drawn()).not.toEqual(before);
    await editor.screenshot("timeline");
    await editor.by("entry").first().click();
    await editor.by("past").waitFor();
    expect(await editor.drawn()).toEqual(before);
    await editor.screenshot("past-export");
  });

  test("two exports side by side, with what they name differently", async () => {
    await editor.by("compare-exports").click();
    await expect.poll(() => editor.by("versus-map").count(), { timeout: 60_000 }).toBe(3);
    await editor.by("flips-summary").waitFor({ timeout: 60_000 });
    expect(await editor.by("flips-summary").textContent()).toMatch(/\d+ of \d+ pictures/);
    await editor.screenshot("versus");
    await editor.by("back").click();
    await editor.by("timeline").waitFor();
  });

  test("an earlier revision of the model is brought out of git", async () => {
    await editor.command("Compare with an Earlier Revision");
    await editor.pick("First training").click();
    await editor.by("flips-summary").waitFor({ timeout: 60_000 });
    expect(await editor.by("versus-map").first().textContent()).toMatch(/model\.onnx [0-9a-f]{7}/);
    await editor.screenshot("revision");
    await editor.by("back").click();
    await editor.by("timeline").waitFor();
  });

  test("an edit of the sidecar changes the map at once", async () => {
    const before = await editor.drawn();
    editSidecar(file("model.glassbox.json"), { channel_order: "BGR" });
    await expect.poll(() => editor.by("sees").textContent(), { timeout: 60_000 }).toContain("BGR");
    await editor.caption("Grad-CAM", "wasp");
    expect(await editor.drawn()).not.toEqual(before);
    expect(await editor.by("entry").count()).toBe(2);
  });

  test("a reload of the window brings the panel back as it was", async () => {
    await editor.by("layer-layer2").click();
    await editor.caption("layer2");
    const before = await editor.drawn();
    const loaded = editor.page.waitForEvent("load");
    await editor.command("Developer: Reload Window");
    await loaded;
    await editor.caption("layer2");
    await expect.poll(() => editor.drawn()).toEqual(before);
    await editor.screenshot("reloaded");
  });

  test("nothing left this machine", () => expect(editor.strangers).toEqual([]));
});
