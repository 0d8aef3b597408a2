// The panel for everybody: axe-core in four themes, text beside every canvas, narrow, without motion.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Editor, type Theme, themes } from "./editor";
import { exportAnew } from "./reexport";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string; failureSummary: string }[];
}

/** What axe-core finds serious or critical in the panel's document. */
async function serious(editor: Editor): Promise<string[]> {
  const body = await editor.panel.locator("body").elementHandle();
  const frame = (await body!.ownerFrame())!;
  await frame.evaluate(axe);
  const violations = await frame.evaluate<Violation[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations)",
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((n) => `${id}: ${n.html}\n${n.failureSummary}`));
}

/** Canvases that neither have words of their own nor stand inside something that has. */
const silentCanvases = (editor: Editor) =>
  editor.panel
    .locator("canvas")
    .evaluateAll((all) =>
      all
        .filter(
          (c) =>
            !c.getAttribute("aria-label") &&
            !(c.getAttribute("aria-hidden") && c.closest("button, figure, [role=group]")),
        )
        .map((c) => c.outerHTML),
    );

test.each(Object.keys(themes) as Theme[])("%s: nothing serious, narrow or wide", async (theme) => {
  const editor = await Editor.open({ theme });
  try {
    await editor.explain("images", "bee", "bee-1-with-stamp.png");
    await editor.caption("Grad-CAM", "wasp");
    exportAnew(join(editor.workspace, "model.onnx"));
    await expect.poll(() => editor.by("entry").count(), { timeout: 60_000 }).toBe(2);
    await editor.caption("Grad-CAM", "wasp");
    await editor.by("edit-settings").click();
    await editor.by("verify-ask").click();
    await editor.by("verified").waitFor({ timeout: 60_000 });
    expect(await serious(editor)).toEqual([]);
    expect(await silentCanvases(editor)).toEqual([]);
    await editor.screenshot(`watch-${theme}`);
    await editor.by("sees").scrollIntoViewIfNeeded();
    await editor.screenshot(`sees-${theme}`);
    await editor.by("edit-settings").click();
    await editor.by("compare-exports").click();
    await editor.by("flips-summary").waitFor({ timeout: 60_000 });
    expect(await serious(editor)).toEqual([]);
    expect(await silentCanvases(editor)).toEqual([]);
    await editor.screenshot(`versus-${theme}`);
    await editor.by("back").click();
    await editor.page.setViewportSize({ width: 960, height: 950 });
    const width = await editor.panel.locator("body").evaluate((b) => b.clientWidth);
    expect(width).toBeLessThan(360);
    const wider = await editor.panel.locator("body").evaluate((b) => b.scrollWidth - b.clientWidth);
    expect(wider).toBeLessThanOrEqual(0);
    await editor.screenshot(`narrow-${theme}`);
  } finally {
    await editor.close();
  }
});

test("who wants no motion sees none", async () => {
  const editor = await Editor.open();
  try {
    await editor.page.emulateMedia({ reducedMotion: "reduce" });
    await editor.explain("images", "bee", "bee-1-with-stamp.png");
    await editor.caption("Grad-CAM", "wasp");
    await editor.by("method-occlusion").click();
    await editor.by("cancel").waitFor();
    const moving = await editor.panel
      .locator("body")
      .evaluate(
        (b) => b.ownerDocument.getAnimations().filter((a) => a.playState === "running").length,
      );
    expect(moving).toBe(0);
  } finally {
    await editor.close();
  }
});
