// The panel in every theme: to be looked at. That it is drawn at all is tested.
import { expect, test } from "vitest";
import { Editor, type Theme, themes } from "./editor";

test.each(Object.keys(themes) as Theme[])("%s", async (theme) => {
  const editor = await Editor.open({ theme });
  try {
    await editor.explain("images", "bee", "bee-1-with-stamp.png");
    await editor.caption("Grad-CAM", "wasp");
    expect((await editor.drawn()).colours).toBeGreaterThan(20);
    // The thumbnails of the methods and layers come after the map.
    await editor.page.waitForTimeout(4000);
    await editor.screenshot(`theme-${theme}`);
    await editor.by("trust-ask").click();
    await editor.by("trust-figures").waitFor({ timeout: 60_000 });
    await editor.screenshot(`trust-${theme}`);
    await editor.by("compare").click();
    await expect.poll(() => editor.by("cell").count(), { timeout: 60_000 }).toBe(8);
    await editor.screenshot(`compare-${theme}`);
    expect(editor.strangers).toEqual([]);
  } finally {
    await editor.close();
  }
});
