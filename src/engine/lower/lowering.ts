import type { Forward } from "../grad/rule";
import type { Value } from "../graph/graph";

/** What gives the node's outputs instead of it; undefined where the node is right as it is. */
export type Lowering = (at: Forward) => Value | Value[] | undefined;
/** By the node's key: the operator, with its domain if that is not ONNX's. */
export type Lowerings = Readonly<Record<string, Lowering>>;
