// Five hundred pictures: indexed, on the map while it moves, selected, explained.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../scripts/steps.mjs";
import { Editor } from "./editor";

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({
    workspace: (folder) => {
      const draw = join(root, "examples/draw.mjs");
      execFileSync(process.execPath, [draw, "--out", join(folder, "drawn"), "--per-class", "60"]);
      mkdirSync(join(folder, "drawn/ignored"));
      writeFileSync(join(folder, "drawn/.gitignore"), "ignored/\n");
      writeFileSync(join(folder, "drawn/ignored/bad.png"), "never looked at");
      writeFileSync(join(folder, "drawn/broken.png"), "no picture");
    },
  });
}, 300_000);
afterAll(async () => {
  await editor.close();
});

describe.sequential("the map of pictures", () => {
  test("opens from the palette and moves while it is computed", async () => {
    await editor.command("Open Map of Pictures");
    await editor.by("progress").waitFor({ timeout: 60_000 });
    await editor
      .by("progress")
      .filter({ hasText: "t-SNE: iteration" })
      .waitFor({ timeout: 120_000 });
    await editor.screenshot("map-moving");
    await editor.by("progress").waitFor({ state: "detached", timeout: 120_000 });
    expect(await editor.by("count").textContent()).toMatch(/^5\d\d pictures$/);
    await editor.panel.getByText(/could not be read/).waitFor();
    await editor.screenshot("map");
  });

  test("a lasso lists the pictures in it; searching shortens the list", async () => {
    await editor.by("tool-lasso").click();
    const box = (await editor.by("surface").boundingBox())!;
    const { mouse } = editor.page;
    const at = (u: number, v: number) => [box.x + u * box.width, box.y + v * box.height] as const;
    await mouse.move(...at(0.02, 0.02));
    await mouse.down();
    for (const corner of [at(0.5, 0.02), at(0.5, 0.98), at(0.02, 0.98)])
      await mouse.move(...corner, { steps: 5 });
    await mouse.up();
    await editor
      .by("count")
      .filter({ hasText: /^\d+ of 5\d\d pictures selected$/ })
      .waitFor();
    await editor.screenshot("map-lasso");
    await editor.by("search").fill("wasp");
    const rows = await editor.by("list").locator(".name").allTextContents();
    for (const row of rows) expect(row).toContain("wasp");
    await editor.by("search").fill("");
    await editor.by("clear").click();
    await editor.by("tool-move").click();
  });

  test("colours say what is right; principal components are a second view", async () => {
    await editor.by("colouring").selectOption("right");
    await editor.by("projection").selectOption("pca");
    await editor.page.waitForTimeout(500);
    await editor.screenshot("map-pca");
    await editor.by("projection").selectOption("t-sne");
    await editor.by("colouring").selectOption("label");
  });

  test("zoomed in, points are pictures", async () => {
    await editor.by("search").fill("bee/1000000");
    await editor.by("fit").click();
    await editor.panel.locator("#thumbnails img").first().waitFor({ timeout: 20_000 });
    await editor.page.waitForTimeout(1500);
    await editor.screenshot("map-thumbnails");
    await editor.by("search").fill("");
  });

  test("a click explains the picture, which is marked with its neighbours", async () => {
    await editor.by("list").locator(".row").first().click();
    await editor.by("list").locator(".row.marked").first().waitFor({ timeout: 60_000 });
    await editor.page.waitForTimeout(4000);
    await editor.screenshot("map-explained");
  });

  test("nothing left this machine", () => expect(editor.strangers).toEqual([]));
});
