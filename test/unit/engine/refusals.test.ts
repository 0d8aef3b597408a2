// Bad input: each a refusal that says what, where and why, never a crash.
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Job } from "../../../src/engine/api";
import { createEngine } from "../../../src/engine/engine";
import type { Value } from "../../../src/engine/graph/graph";
import {
  ModelProtoSchema,
  StringStringEntryProtoSchema,
} from "../../../src/engine/onnx/gen/onnx_pb";
import { describeReference } from "../reference";
import { modelBytes, pngHeader, quiet, scratch, smallNet, weights, write } from "./fixtures";

const engine = createEngine();
const folder = scratch();
const net = modelBytes([null, 3, 8, 8], smallNet);
let job: Job;
beforeAll(async () => {
  const picture = await sharp({
    create: { width: 20, height: 16, channels: 3, background: "#a06020" },
  })
    .png()
    .toBuffer();
  job = {
    model: write(folder, "net.onnx", net),
    image: { file: write(folder, "picture.png", picture) },
    target: { kind: "top" },
    method: "grad-cam",
    parameters: {},
    device: "cpu",
  };
});
afterAll(() => engine.release());

const refusalOf = (change: Partial<Job>) =>
  engine.explain({ ...job, ...change }, quiet).then(
    () => "no refusal",
    (e) => `${e.code}: ${e.message}`,
  );
const modelRefusal = (name: string, bytes: Uint8Array | string) =>
  refusalOf({ model: write(folder, name, bytes) });
const pictureRefusal = (name: string, bytes: Uint8Array | string) =>
  refusalOf({ image: { file: write(folder, name, bytes) } });

test("what is good is explained", async () => {
  const e = await engine.explain(job, quiet);
  expect(e.raw.dims).toEqual([8, 8]);
  expect(e.predictions).toHaveLength(3);
});

describe("pictures", () => {
  test("an empty file", async () =>
    expect(await pictureRefusal("zero.png", "")).toMatch(/picture-unreadable.*zero\.png.*empty/));
  test("text renamed .png", async () =>
    expect(await pictureRefusal("text.png", "hello")).toMatch(/picture-unreadable.*no JPEG, PNG/));
  test("a file that is cut off", async () => {
    const noise = {
      create: {
        width: 300,
        height: 300,
        channels: 3 as const,
        background: "red",
        noise: { type: "gaussian" as const, mean: 128, sigma: 30 },
      },
    };
    const whole = await sharp(noise).jpeg().toBuffer();
    const cut = whole.subarray(0, whole.length / 2);
    expect(await pictureRefusal("cut.jpg", cut)).toMatch(/picture-unreadable.*damaged or cut off/);
  });
  test("50,000 x 50,000 pixels", async () =>
    expect(await pictureRefusal("huge.png", pngHeader(50_000, 50_000))).toMatch(
      /picture-too-large.*huge\.png.*megapixels are the most/,
    ));
  test("a BMP of 50,000 x 50,000 pixels", async () => {
    const bmp = Buffer.alloc(54);
    bmp.write("BM");
    bmp.writeInt32LE(50_000, 18);
    bmp.writeInt32LE(-50_000, 22);
    expect(await pictureRefusal("huge.bmp", bmp)).toMatch(/picture-too-large/);
  });
  test("an SVG", async () =>
    expect(
      await pictureRefusal(
        "v.png",
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      ),
    ).toMatch(/picture-unreadable.*SVG is not a picture made of pixels/));
  test("no file", async () =>
    expect(await refusalOf({ image: { file: join(folder, "none.png") } })).toMatch(/no such file/));
  test("a tensor of another shape", async () =>
    expect(await refusalOf({ image: { tensor: join(folder, "none.npy") } })).toMatch(
      /picture-unreadable/,
    ));
});

/** The small network with its first weight moved to another file. */
function withExternal(location: string) {
  const proto = fromBinary(ModelProtoSchema, net);
  const weight = proto.graph!.initializer.find((t) => t.dims.length === 4)!;
  const bytes = weight.rawData;
  weight.rawData = new Uint8Array(0);
  weight.dataLocation = 1;
  weight.externalData = [
    create(StringStringEntryProtoSchema, { key: "location", value: location }),
  ];
  return { model: toBinary(ModelProtoSchema, proto), bytes };
}

describe("models", () => {
  test("an empty file", async () =>
    expect(await modelRefusal("zero.onnx", "")).toMatch(/model-unreadable.*empty/));
  test("text", async () =>
    expect(await modelRefusal("text.onnx", "not a model")).toMatch(
      /model-unreadable.*no ONNX model/,
    ));
  test("a file that is cut off", async () =>
    expect(await modelRefusal("cut.onnx", net.subarray(0, net.length - 40))).toMatch(
      /model-unreadable.*cut off/,
    ));
  test("external data beside it is read", async () => {
    const { model, bytes } = withExternal("beside.bin");
    write(folder, "beside.bin", bytes);
    expect(await modelRefusal("beside.onnx", model)).toBe("no refusal");
  });
  test("external data that is missing", async () =>
    expect(await modelRefusal("missing.onnx", withExternal("gone.bin").model)).toMatch(
      /model-data-missing.*gone\.bin/,
    ));
  test.each(["../outside.bin", "a/../../outside.bin", "/etc/hostname"])(
    "external data at %s",
    async (location) =>
      expect(await modelRefusal("outside.onnx", withExternal(location).model)).toMatch(
        /model-data-outside.*must not read other files/,
      ),
  );
  test.skipIf(process.platform === "win32")("a link that leads out", async () => {
    const { model, bytes } = withExternal("link.bin");
    const elsewhere = write(scratch(), "weights.bin", bytes);
    symlinkSync(elsewhere, join(folder, "link.bin"));
    expect(await modelRefusal("link.onnx", model)).toMatch(/model-data-outside/);
  });
  test("no picture input", async () =>
    expect(
      await modelRefusal(
        "flat.onnx",
        modelBytes([null, 4], (op, x) => op.MatMul(x, weights(4, 2))),
      ),
    ).toMatch(/model-no-image-input.*"picture" float/));
  test("an operator without a rule, by name; what needs no gradient still works", async () => {
    const body = (op: Parameters<typeof smallNet>[0], x: Value) => {
      const [y] = op.node("Det", 1, [op.Relu(x)]);
      y.name = "/head/det";
      return op.MatMul(y, weights(3, 2));
    };
    const model = write(folder, "det.onnx", modelBytes([null, 3, 8, 8], body));
    expect(await refusalOf({ model })).toMatch(/no-gradient: .*Det "\/head\/det".*no rule for Det/);
    expect(await refusalOf({ model, method: "occlusion" })).toBe("no refusal");
    const refusal = await engine.explain({ ...job, model }, quiet).catch((e) => e);
    expect(refusal.remedies[0].action).toEqual({ kind: "method", method: "occlusion" });
  });
  test("an opset that nobody knows", async () =>
    expect(await modelRefusal("new.onnx", modelBytes([1, 3, 8, 8], smallNet, 99))).toMatch(
      /model-unsupported.*opset 99/,
    ));
});

describe("what is asked for", () => {
  test("a class that does not exist", async () =>
    expect(await refusalOf({ target: { kind: "class", index: 3 } })).toMatch(
      /no-such-class.*class 3.*from 0 to 2/,
    ));
  test("a layer that does not exist", async () =>
    expect(await refusalOf({ layer: "layer9" })).toMatch(/no-such-layer.*"layer9"/));
  test("a method that does not exist", async () =>
    expect(await refusalOf({ method: "magic" })).toMatch(/no-such-method.*grad-cam/));
  test("a parameter out of range", async () =>
    expect(await refusalOf({ method: "occlusion", parameters: { window: 0 } })).toMatch(
      /bad-parameter.*window is 0.*1 to 4096/,
    ));
  test("a sidecar with a wrong key", async () => {
    write(folder, "typo.glassbox.json", '{"means": [0, 0, 0]}');
    expect(await modelRefusal("typo.onnx", net)).toMatch(/sidecar-unreadable.*"means".*mean/);
  });
});

describeReference("the odd files of the reference", (reference) => {
  test.each([
    "truncated",
    "text",
    "zero_byte",
    "lfs_pointer",
    "custom_op",
    "future_opset99",
    "not_an_image_model",
  ])("models/odd/%s.onnx", async (name) =>
    expect(await refusalOf({ model: join(reference, "models/odd", `${name}.onnx`) })).toMatch(
      /^model-/,
    ),
  );
  test.each([
    "bomb_30000x30000_1bit.png",
    "jpeg_header_only.jpg",
    "text_renamed.png",
    "truncated.jpg",
    "truncated.png",
    "vector.svg",
    "zero_byte.jpg",
  ])("photos/odd/%s", async (name) =>
    expect(await refusalOf({ image: { file: join(reference, "photos/odd", name) } })).toMatch(
      /^picture-/,
    ),
  );
});
