import { create } from "@bufbuild/protobuf";
import type { Graph } from "../graph/graph";
import { type FunctionProto, type ModelProto, ModelProtoSchema } from "./gen/onnx_pb";

/** A decoded .onnx file: its graph, and what the file says besides. */
export interface Model {
  graph: Graph;
  /** The version of ONNX's own operators. */
  opset: number;
  /** The versions of other operator domains. */
  domains: ReadonlyMap<string, number>;
  irVersion: number;
  producer: string;
  /** metadata_props: what exporters and people left. */
  metadata: Readonly<Record<string, string>>;
  functions: readonly FunctionProto[];
  /** What `encode` writes back unchanged. */
  origin: ModelProto;
}

/** A model around a graph that was built here rather than read. */
export const modelOf = (graph: Graph, opset = 18): Model => ({
  graph,
  opset,
  domains: new Map(),
  irVersion: 9,
  producer: "glassbox",
  metadata: {},
  functions: [],
  origin: create(ModelProtoSchema, { producerName: "glassbox" }),
});
