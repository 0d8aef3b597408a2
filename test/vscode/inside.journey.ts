// Inside the network: channels, one channel's page, filters, masking, what a class looks like.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Editor } from "./editor";

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open();
});
afterAll(async () => {
  await editor.close();
});

/** What takes its time on a busy machine. */
const soon = { timeout: 20_000 };
const reading = () => editor.by("reading").textContent();
/** What each class became, as the table has it. */
const after = () => editor.by("masked").locator("tbody").textContent();

describe.sequential("inside the network", () => {
  test("from a layer to its channels: sorted, read under the pointer", async () => {
    await editor.explain("images", "wasp", "wasp-1.png");
    await editor.caption("Grad-CAM for wasp");
    await editor.by("look-inside").click();
    const tiles = editor.by("activations").locator(".tile");
    await tiles.first().waitFor();
    expect(await tiles.count()).toBe(48);
    await tiles.first().hover();
    await expect.poll(reading, soon).toMatch(/^channel \d+ at \d+, \d+: \d/);
    await editor.screenshot("inside-activations");
    await editor.by("channels-next").click();
    await expect.poll(() => tiles.count(), soon).toBe(16);
    await editor.by("sort-max").click();
    await expect.poll(() => tiles.count(), soon).toBe(48);
  });

  test("a channel's page: what excites it here, and in the workspace's pictures", async () => {
    await editor.by("activations").locator(".tile").first().click();
    await editor.by("projected").locator("canvas").first().waitFor();
    expect(await editor.by("projected").locator("canvas").count()).toBe(2);
    await editor.by("ask-patches").click();
    await editor.by("patch").nth(8).waitFor();
    await editor.screenshot("inside-channel");
    await editor.by("next-channel").click();
    // Every channel's patches were found by the one search.
    await expect.poll(() => editor.by("patch").count(), soon).toBe(9);
    await editor.by("all-channels").click();
    await editor.by("activations").waitFor();
  });

  test("filters: colour tiles of the first convolution, pairs deeper", async () => {
    await editor.by("tab-filters").click();
    const filters = editor.by("filters").locator(".filter");
    await expect.poll(() => filters.count(), soon).toBe(24);
    await editor.screenshot("inside-filters");
    await editor.by("inside-layer").selectOption({ index: 2 });
    await expect.poll(() => filters.first().locator("canvas").count(), soon).toBe(8);
    await editor.screenshot("inside-filter-pairs");
  });

  test("masking: scores move while channels are switched and cells are brushed off", async () => {
    await editor.by("tab-masking").click();
    await editor.by("masked").waitFor();
    const before = await after();
    await editor.by("rank").click();
    await editor.by("ranked").waitFor();
    const [first] = await editor.panel.getByRole("switch").all();
    await first.click();
    await expect.poll(after, soon).not.toEqual(before);
    await editor.screenshot("inside-masking");
    await editor.by("all-on").click();
    await expect.poll(after, soon).toEqual(before);
    const box = (await editor.by("ground").boundingBox())!;
    await editor.page.mouse.move(box.x + 0.3 * box.width, box.y + 0.3 * box.height);
    await editor.page.mouse.down();
    await editor.page.mouse.move(box.x + 0.7 * box.width, box.y + 0.7 * box.height, { steps: 12 });
    await editor.page.mouse.up();
    await expect.poll(reading, soon).toMatch(/\d+ of 144 cells off/);
    await expect.poll(after, soon).not.toEqual(before);
    await editor.screenshot("inside-brushed");
    await editor.by("unbrush").click();
    await expect.poll(after, soon).toEqual(before);
  });

  test("what the network thinks a class looks like: live, cancelled, whole", async () => {
    await editor.by("back").click();
    await editor.by("looks-like").click();
    await editor.by("drawing").waitFor();
    await editor.by("inside-cancel").click();
    await editor.by("drawing-seeds").selectOption("2");
    await editor.by("drawing-steps").selectOption("64");
    await editor.by("draw").click();
    await editor.by("drawn").waitFor({ timeout: 60_000 });
    expect(await editor.by("drawn").locator("canvas").count()).toBe(2);
    expect(await editor.by("drawn").textContent()).toMatch(/logit .* → .*seen as wasp/);
    await editor.screenshot("inside-class");
  });

  test("a patch is one click from its picture", async () => {
    await editor.by("tab-activations").click();
    await editor.by("activations").locator(".tile").first().click();
    await editor.by("ask-patches").or(editor.by("patches")).waitFor();
    if (await editor.by("ask-patches").count()) await editor.by("ask-patches").click();
    const patch = editor.by("patch").first();
    const name = (await patch.locator(".beneath").textContent())!;
    await patch.click();
    await editor.panel.locator("header .name", { hasText: name }).waitFor();
    await editor.caption("Grad-CAM");
  });

  test("nothing left this machine", () => expect(editor.strangers).toEqual([]));
});
