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
    expect(editor.strangers).toEqual([]);
  } finally {
    await editor.close();
  }
});
