// Five hundred pictures: indexed, on the map while it moves, selected, explained.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../scripts/steps.mjs";
import { Editor } from "./editor";

/** What no browser shows. */
const scan = "require('sharp')(process.argv[1]).toFile(process.argv[2])";

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
      const [png, tiff] = ["images/wasp/wasp-1.png", "images/scan.tiff"].map((f) =>
        join(folder, f),
      );
      execFileSync(process.execPath, ["-e", scan, png, tiff], { cwd: root });
    },
  });
}, 300_000);
afterAll(async () => {
  await editor.close();
});

describe.sequential("the map of pictures", () => {
  test("a cancel stops it and keeps what is done", async () => {
    await editor.command("Open Map of Pictures");
    await editor.by("cancel").click({ timeout: 60_000 });
    await editor.panel.locator(".refused").waitFor();
  });

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
    const others = editor.by("list").locator(".name").filter({ hasNotText: "wasp" });
    await expect.poll(() => others.count(), { timeout: 5000 }).toBe(0);
    await editor.by("search").fill("");
    await editor.by("clear").click();
    await editor.by("tool-box").click();
    await mouse.move(...at(0.1, 0.1));
    await mouse.down();
    await mouse.move(...at(0.9, 0.9), { steps: 5 });
    await mouse.up();
    await editor.by("count").filter({ hasText: "selected" }).waitFor();
    await editor.by("clear").click();
    await editor.by("tool-move").click();
  });

  test("the review selects what the network gets wrong", async () => {
    await editor.by("review").locator("summary").click();
    await editor.by("wrong").click();
    await editor.by("count").filter({ hasText: "selected" }).waitFor();
    await editor.screenshot("map-review");
    const cell = editor.by("review").getByRole("button", { name: /^bee → wasp: [1-9]/ });
    await cell.click();
    for (const said of await editor.by("list").locator(".said").allTextContents())
      expect(said).toMatch(/^bee → wasp /);
    await editor.by("clear").click();
    await editor.by("review").locator("summary").click();
  });

  test("the map is saved as a table", async () => {
    await editor.by("export.csv").click();
    await editor.page.locator(".quick-input-widget input").first().waitFor();
    await editor.page.keyboard.press("Enter");
    const file = join(editor.workspace, "map.csv");
    await expect.poll(() => existsSync(file), { timeout: 10_000 }).toBe(true);
    expect(readFileSync(file, "utf8")).toMatch(/^file,label,prediction,probability,x,y\r\n/);
  });

  test("indexing again finds nothing new", async () => {
    await editor.command("Index Pictures for Similarity");
    await editor.page
      .getByText(/Pictures indexed: 5\d\d, of which new: 0/)
      .first()
      .waitFor();
    await editor.page.keyboard.press("Escape");
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
    const box = (await editor.by("plot").boundingBox())!;
    const hover = editor.panel.locator("#hover img");
    // The view may still be on its way to the picture.
    for (let tries = 0; tries < 10 && !(await hover.isVisible()); tries++) {
      await editor.page.mouse.move(box.x + 5, box.y + 5);
      await editor.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 3 });
      await hover.waitFor({ timeout: 1000 }).catch(() => {});
    }
    await hover.waitFor();
    await editor.screenshot("map-thumbnails");
  });

  test("a click explains the picture, which is marked with its neighbours", async () => {
    const box = (await editor.by("plot").boundingBox())!;
    await editor.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await editor.by("list").locator(".row.marked").first().waitFor({ timeout: 60_000 });
    await editor.screenshot("map-explained");
  });

  test("beside the explanation stand similar pictures, then regions like the stamp", async () => {
    editor.which = 1;
    await editor.by("alike").locator(".card").nth(8).waitFor({ timeout: 30_000 });
    await editor.by("alike").scrollIntoViewIfNeeded();
    await editor.screenshot("alike");
    await editor.explain("images", "bee", "bee-1-with-stamp.png");
    await editor.caption("wasp");
    await editor.by("alike").locator(".card").nth(8).waitFor({ timeout: 30_000 });
    await editor.by("stage").scrollIntoViewIfNeeded();
    await editor.drag([0.6, 0.83], [0.98, 0.95]);
    await editor.by("find-alike").click();
    await editor.by("alike").getByText("Similar regions").waitFor();
    const labels = () => editor.by("alike-labels").textContent();
    await expect.poll(labels, { timeout: 30_000 }).toMatch(/^\s*\d+ wasp/);
    await editor.by("alike").scrollIntoViewIfNeeded();
    await editor.screenshot("alike-regions");
  });

  test("a TIFF shows its pixels", async () => {
    await editor.explain("images", "scan.tiff");
    const image = editor.by("stage").locator("img").first();
    await image.waitFor({ timeout: 30_000 });
    await expect
      .poll(() => image.evaluate((i: HTMLImageElement) => i.naturalWidth), { timeout: 20_000 })
      .toBeGreaterThan(100);
  });

  test("nothing left this machine", () => expect(editor.strangers).toEqual([]));
});
