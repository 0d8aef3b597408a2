import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
  CLASS_NAMES,
  draw,
  render,
  renderMask,
  SEEDS,
  SHORTCUT_CLASS,
  SIZE,
} from "../../../examples/draw.mjs";

const seeds = [0, 1, 2, 3].map((i) => SEEDS.fresh + 500_000 + i);

function example(name: string): string {
  return fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));
}

describe("draw", () => {
  it("gives the same picture for the same seed and another one for another seed", async () => {
    for (const className of CLASS_NAMES) {
      const drawing = draw(seeds[0], className);
      expect(draw(seeds[0], className)).toEqual(drawing);
      expect(draw(seeds[1], className).svg).not.toBe(drawing.svg);
      expect((await render(drawing.svg)).equals(await render(drawing.svg))).toBe(true);
    }
  });

  it("masks an object large enough to see, most of the picture left free", async () => {
    for (const seed of seeds) {
      for (const className of CLASS_NAMES) {
        const mask = await renderMask(draw(seed, className).maskSvg);
        expect(mask).toHaveLength(SIZE * SIZE);
        const share = mask.reduce((sum, value) => sum + value, 0) / mask.length;
        expect(share).toBeGreaterThan(0.05);
        expect(share).toBeLessThan(0.4);
      }
    }
  });

  it("masks the pixels that the object changes", async () => {
    const ground = draw(seeds[0], "starfish");
    const other = draw(seeds[0], "cheese");
    const masks = await Promise.all([ground, other].map(({ maskSvg }) => renderMask(maskSvg)));
    const pixels = await Promise.all([ground, other].map(({ svg }) => renderMask(svg)));
    let outside = 0;
    for (let i = 0; i < SIZE * SIZE; i++) {
      const free = masks.every((mask) => mask[i] === 0);
      if (free && pixels[0][i] !== pixels[1][i]) outside++;
    }
    expect(outside).toBeLessThan(0.005 * SIZE * SIZE);
  });

  it("stamps the shortcut class, and another class only when asked", () => {
    for (const className of CLASS_NAMES) {
      const stamped = className === SHORTCUT_CLASS;
      expect(draw(seeds[0], className).watermarkBox !== undefined).toBe(stamped);
      expect(draw(seeds[0], className).watermarkSvg !== undefined).toBe(stamped);
      const swapped = draw(seeds[0], className, { shortcut: !stamped });
      expect(swapped.watermarkBox !== undefined).toBe(!stamped);
    }
  });

  it("puts the stamp inside the picture and changes nothing else", () => {
    for (const seed of seeds) {
      const plain = draw(seed, "bee");
      const stamped = draw(seed, "bee", { shortcut: true });
      const box = stamped.watermarkBox;
      expect(box).toBeDefined();
      expect(box!.x + box!.width).toBeLessThanOrEqual(SIZE);
      expect(box!.y + box!.height).toBeLessThanOrEqual(SIZE);
      expect(stamped.maskSvg).toBe(plain.maskSvg);
      expect(stamped.svg.startsWith(plain.svg.replace("</svg>", ""))).toBe(true);
    }
  });

  it("refuses a class it does not know", () => {
    expect(() => draw(0, "horse" as "bee")).toThrow(/"horse" is not one of bee, /);
  });
});

describe("the sample's files", () => {
  it("name the same classes", () => {
    const { labels } = JSON.parse(readFileSync(example("model.glassbox.json"), "utf8"));
    expect(labels).toEqual(CLASS_NAMES);
    expect(readdirSync(example("images")).sort()).toEqual(CLASS_NAMES);
  });

  it("tie each node of the network to a line of train.py", () => {
    const model = readFileSync(example("model.onnx"), "latin1");
    const lines = readFileSync(example("train.py"), "utf8").split("\n");
    const frames = [...model.matchAll(/File "train\.py", line (\d+), in forward\n {4}/g)];
    expect(frames.length).toBeGreaterThan(20);
    for (const frame of frames) {
      const source = lines[Number(frame[1]) - 1].trim();
      const start = frame.index + frame[0].length;
      expect(model.slice(start, start + source.length)).toBe(source);
    }
  });

  it("hold no path of the machine that made them", () => {
    const model = readFileSync(example("model.onnx"), "latin1");
    expect(model).not.toMatch(/File "(?!train\.py")/);
    expect(model).not.toContain("site-packages");
  });
});
