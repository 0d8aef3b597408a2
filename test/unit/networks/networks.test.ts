// Every network of the reference: it gives what its file gives, and its gradient is right, or it is
// refused for the reason that stands here.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { checkGradient } from "../../../src/engine/check";
import { fromFloat16, toFloat16 } from "../../../src/engine/graph/tensor";
import { uniform } from "../../../src/engine/methods/random";
import { openNetwork } from "../../../src/engine/network";
import { TensorProtoSchema } from "../../../src/engine/onnx/gen/onnx_pb";
import { Programs } from "../../../src/engine/programs";
import { Session } from "../../../src/engine/run/session";
import { describeReference } from "../reference";

/** What a finite difference says of each, or the words of the refusal. */
const passes = "passes";
/** So small a gradient (all weights are equal) that float32 cannot tell: nothing to compare. */
const none = "is as good as zero";
const outcomes: Record<string, string | RegExp> = {
  "dev/deeplab_mnv2_dm05_portrait": passes,
  "dev/digits_cnn": passes,
  "dev/fastestdet": passes,
  "dev/mnist_cntk": passes,
  "dev/mnist_wonnx_opt": passes,
  "dev/mobilenet_v2_coral": passes,
  "dev/mobilenet_v2_coral_nhwc": passes,
  "dev/mobilenet_v2_coral_qdq_int8": passes,
  "dev/resnet20_cifar10_bn": passes,
  "dev/squeezenet1_1": passes,
  "dev/squeezenet1_1_fp16_winml": passes,
  "dev/style_mosaic_winml": passes,
  "dev/super_resolution_x3": passes,
  "dev/ultraface_rfb320": passes,
  "light/light_bvlc_alexnet": passes,
  "light/light_densenet121": none,
  "light/light_inception_v1": passes,
  "light/light_inception_v2": none,
  "light/light_resnet50": passes,
  "light/light_shufflenet": passes,
  "light/light_squeezenet": passes,
  "light/light_vgg19": passes,
  "light/light_zfnet512": passes,
  "odd/custom_op": /^model-unsupported: .* no operator com\.example\.MyConv/,
  "odd/digits_cnn_external": passes,
  "odd/future_opset99": /^model-unsupported: .* opset 99; opsets 7 to 26/,
  "odd/lfs_pointer": /^model-unreadable: .* Git LFS pointer/,
  "odd/not_an_image_model": /^model-no-image-input: .* "x" float \[\?,4\]/,
  "odd/super_resolution_ir1_noopset": /^model-unsupported: .* opset 1;/,
  "odd/text": /^model-unreadable: .* no ONNX model/,
  "odd/truncated": /^model-unreadable: .* cut off/,
  "odd/zero_byte": /^model-unreadable: .* the file is empty/,
};
async function outcomeOf(path: string): Promise<string> {
  try {
    const network = await openNetwork(path);
    if (network.info.noGradient) return network.info.noGradient.message;
    const programs = new Programs(network, "cpu");
    const { passed, relativeError } = await checkGradient(programs);
    await programs.release();
    if (passed) return Number.isNaN(relativeError) ? none : passes;
    return `the finite difference differs by ${relativeError}`;
  } catch (e) {
    const { code, message } = e as { code?: string; message: string };
    return `${code}: ${message}`;
  }
}

/** The outputs of a file as the runtime gives them, and as it gives them for the raised graph. */
async function bothOutputs(path: string) {
  const network = await openNetwork(path);
  const dims = network.input.shape!.map((d) => d ?? 1);
  const random = uniform(3);
  const data = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, () => 2 * random() - 1);
  const session = await Session.create(network.model, "cpu");
  const { outputs } = network.model.graph;
  const raised = await session.run(new Map([[network.input, { dims, data }]]), outputs);
  await session.release();
  const file = await InferenceSession.create(path, { logSeverityLevel: 4 });
  const half = network.input.type === "float16";
  const feed = half
    ? new OrtTensor("float16", Uint16Array.from(data, toFloat16), dims)
    : new OrtTensor("float32", data, dims);
  const found = await file.run({ [file.inputNames[0]]: feed });
  await file.release();
  const direct = file.outputNames.map((name) => {
    const { data } = found[name];
    return half ? Float32Array.from(data as Uint16Array, fromFloat16) : (data as Float32Array);
  });
  return raised.map(({ data }, i) => ({ raised: data as Float32Array, direct: direct[i], half }));
}

const largest = (values: ArrayLike<number>) =>
  Array.from(values).reduce((most, v) => Math.max(most, Math.abs(v)), 0);

describeReference("the networks of the reference", (reference) => {
  const file = (name: string) => join(reference, "models", `${name}.onnx`);
  const names = Object.keys(outcomes).filter((n) => !n.startsWith("odd/"));

  test("stand all in the table", () => {
    const found = ["dev", "light", "odd"].flatMap((folder) =>
      readdirSync(join(reference, "models", folder))
        .filter((f) => f.endsWith(".onnx"))
        .map((f) => `${folder}/${f.replace(/\.onnx$/, "")}`),
    );
    expect(found.toSorted()).toEqual(Object.keys(outcomes).toSorted());
  });

  test.each(Object.entries(outcomes))("%s: %s", async (name, outcome) => {
    const found = await outcomeOf(file(name));
    if (typeof outcome === "string") expect(found).toBe(outcome);
    else expect(found).toMatch(outcome);
  });

  test.each(names)("%s gives what its file gives", async (name) => {
    for (const { raised, direct, half } of await bothOutputs(file(name))) {
      expect(raised).toHaveLength(direct.length);
      const difference = largest(raised.map((v, i) => v - direct[i]));
      // On the CPU float16 networks are run in float32: the file's own roundings are missing.
      expect(difference).toBeLessThan((half ? 1e-3 : 1e-5) * Math.max(1, largest(direct)));
    }
  });

  describe("the light networks", () => {
    const light = names.filter((n) => n.startsWith("light/"));
    test.each(light)("%s gives the output that stands beside it", async (name) => {
      const bytes = readFileSync(join(reference, "models", `${name}_output_0.pb`));
      const { rawData, floatData } = fromBinary(TensorProtoSchema, bytes);
      const expected = rawData.length
        ? new Float32Array(new Uint8Array(rawData).buffer)
        : Float32Array.from(floatData);
      const network = await openNetwork(file(name));
      const dims = network.input.shape!.map((d) => d ?? 1);
      const data = new Float32Array(dims.reduce((a, b) => a * b)).fill(1);
      const session = await Session.create(network.model, "cpu");
      const [found] = await session.run(
        new Map([[network.input, { dims, data }]]),
        network.model.graph.outputs,
      );
      await session.release();
      const scores = found.data as Float32Array;
      expect(largest(scores.map((v, i) => v - expected[i]))).toBeLessThan(1e-5);
    });
  });
});
