// What values and nodes are called in a file: within the engine they are objects.
import type { Value } from "../graph/graph";

export class Names {
  readonly values = new Map<Value, string>();
  private readonly taken = new Set<string>();
  private readonly nodeNames = new Set<string>();

  /** A person's names are kept; a second value of the same name gets a number. */
  of(v: Value | undefined): string {
    if (!v) return "";
    const known = this.values.get(v);
    if (known !== undefined) return known;
    const base = v.name || "glassbox";
    let name = base;
    for (let i = this.values.size; !v.name || this.taken.has(name); i++) {
      name = `${base}/${i}`;
      if (!this.taken.has(name)) break;
    }
    this.taken.add(name);
    this.values.set(v, name);
    return name;
  }

  /** The runtime refuses a name that two nodes have, though ONNX does not. */
  ofNode(name: string) {
    let free = name;
    for (let i = 1; this.nodeNames.has(free); i++) free = `${name}_${i}`;
    this.nodeNames.add(free);
    return free;
  }
}
