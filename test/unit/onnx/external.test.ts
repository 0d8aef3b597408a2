// Weights in other files: several, large ones, and none outside the model's folder.
import { closeSync, mkdirSync, openSync, symlinkSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { openNetwork } from "../../../src/engine/network";
import {
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
} from "../../../src/engine/onnx/gen/onnx_pb";
import { Programs } from "../../../src/engine/programs";
import { modelBytes, scratch, smallNet, weights, write } from "../engine/fixtures";

const shape = [1, 3, 24, 24];
/** Two weights of more than a kilobyte, which programs point at. */
const net = modelBytes(shape, (op, x) => {
  const wide = op.Relu(op.Conv(x, weights(32, 3, 5, 5)));
  return smallNet(op, op.Conv(wide, weights(3, 32, 4, 4)));
});

interface Place {
  location: string;
  offset?: number;
  length?: number;
}

/** The network with its large weights moved to where `place` says. */
function moved(place: (bytes: Uint8Array, index: number) => Place) {
  const proto = fromBinary(ModelProtoSchema, net);
  const large = proto.graph!.initializer.filter((t) => t.rawData.length > 1024);
  for (const [i, t] of large.entries()) pointAt(t, place(t.rawData, i));
  return toBinary(ModelProtoSchema, proto);
}

function pointAt(t: TensorProto, place: Place) {
  t.rawData = new Uint8Array(0);
  t.dataLocation = 1;
  t.externalData = Object.entries(place).map(([key, value]) =>
    create(StringStringEntryProtoSchema, { key, value: `${value}` }),
  );
}

async function scoresOf(path: string) {
  const programs = new Programs(await openNetwork(path), "cpu");
  const data = Float32Array.from({ length: 3 * 24 * 24 }, (_, i) => Math.sin(i));
  const scores = await programs.scores({ dims: shape, data });
  await programs.release();
  return scores;
}

const expected = () => scoresOf(write(scratch(), "whole.onnx", net));
const refusal = (path: string) =>
  openNetwork(path).then(
    () => "no refusal",
    (e) => `${e.code}: ${e.message}`,
  );

describe("weights in other files", () => {
  test("two files, one in a folder that Windows wrote", async () => {
    const folder = scratch();
    mkdirSync(join(folder, "data"));
    const model = moved((bytes, i) => {
      write(folder, i ? "data/b.bin" : "a.bin", bytes);
      return { location: i ? "data\\b.bin" : "a.bin" };
    });
    expect(await scoresOf(write(folder, "net.onnx", model))).toEqual(await expected());
  });

  test.skipIf(process.platform === "win32")("beyond 2 GB of a sparse file", async () => {
    const folder = scratch();
    const data = join(folder, "large.bin");
    const file = openSync(data, "w");
    let end = 2 ** 31 + 4096;
    const model = moved((bytes) => {
      writeSync(file, bytes, 0, bytes.length, end);
      const place = { location: "large.bin", offset: end, length: bytes.length };
      end += bytes.length;
      return place;
    });
    closeSync(file);
    expect(await scoresOf(write(folder, "net.onnx", model))).toEqual(await expected());
    truncateSync(data, 0);
  });

  test.each([
    { offset: -4 },
    { offset: 100_000 },
    { length: 12 },
    { offset: 2 ** 52, length: 4 },
    { offset: Number.NaN },
  ])("a range outside the file or the shape: %j", async (range) => {
    const folder = scratch();
    const model = moved((bytes) => {
      write(folder, "a.bin", bytes);
      return { location: "a.bin", ...range };
    });
    expect(await refusal(write(folder, "net.onnx", model))).toMatch(/^model-unreadable/);
  });

  test.each([
    "../a.bin",
    "..\\a.bin",
    "data/../../a.bin",
    "/etc/passwd",
    "C:\\Windows\\a.bin",
    "\\\\server\\share\\a.bin",
    "",
    ".",
  ])("%j is refused", async (location) => {
    const folder = scratch();
    write(folder, "a.bin", "");
    mkdirSync(join(folder, "inner"));
    const path = write(
      join(folder, "inner"),
      "net.onnx",
      moved(() => ({ location })),
    );
    expect(await refusal(path)).toMatch(/^model-data-outside/);
  });

  test.skipIf(process.platform === "win32")("a folder that is a link out is refused", async () => {
    const folder = scratch();
    const elsewhere = scratch();
    symlinkSync(elsewhere, join(folder, "data"));
    const model = moved((bytes, i) => {
      write(elsewhere, `${i}.bin`, bytes);
      return { location: `data/${i}.bin` };
    });
    expect(await refusal(write(folder, "net.onnx", model))).toMatch(/^model-data-outside/);
  });

  test("a folder in the place of a file is refused", async () => {
    const folder = scratch();
    mkdirSync(join(folder, "data"));
    const model = moved(() => ({ location: "data" }));
    expect(await refusal(write(folder, "net.onnx", model))).toMatch(/^model-data-missing/);
  });
});
