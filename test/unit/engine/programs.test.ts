import { resolve } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { createEngine } from "../../../src/engine/engine";
import { methods } from "../../../src/engine/methods";
import { Session } from "../../../src/engine/run/session";
import { quiet } from "./fixtures";

const examples = resolve(import.meta.dirname, "../../../examples");
const engine = createEngine();
afterAll(() => engine.release());

test("a grid of methods and classes builds each session once", async () => {
  const created = vi.spyOn(Session, "create");
  const cheap: Record<string, object> = {
    rise: { masks: 16 },
    smoothgrad: { samples: 2 },
    "integrated-gradients": { steps: 4 },
    occlusion: { window: 48 },
  };
  const fitting = methods.filter((m) => !m.needs.some((n) => n === "attention" || n === "boxes"));
  const grid = async () => {
    for (const index of [0, 7])
      for (const { id: method } of fitting)
        await engine.explain(
          {
            model: `${examples}/model.onnx`,
            image: { file: `${examples}/images/bee/bee-2.png` },
            target: { kind: "class", index },
            method,
            parameters: { ...cheap[method] },
            device: "cpu",
          },
          quiet,
        );
  };
  await grid();
  const sessions = created.mock.calls.length;
  expect(sessions).toBeLessThan(fitting.length);
  await grid();
  expect(created.mock.calls.length).toBe(sessions);
});
