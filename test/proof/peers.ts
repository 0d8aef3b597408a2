// Ours against what the peers recorded, a row for each network, method and library.
import { createEngine } from "../../src/engine/engine";
import { comparisons } from "../unit/parity/compare";
import { manifest } from "../unit/reference-data";
import { type Table, worst } from "./table";

export async function peerTable(): Promise<Table> {
  const engine = createEngine();
  const groups = new Map<string, { differences: number[]; bounds: Set<number>; head: string[] }>();
  for (const { entry, method, bound, difference } of comparisons) {
    const head = [entry.net, `\`${method}\``, libraryOf(entry.library)];
    const key = head.join("\n");
    const group = groups.get(key) ?? { differences: [], bounds: new Set(), head };
    group.differences.push(await difference(engine));
    group.bounds.add(bound);
    groups.set(key, group);
  }
  await engine.release();
  const rows = [...groups.values()].map(({ head, differences, bounds }) => [
    ...head,
    String(differences.length),
    worst(differences),
    [...bounds].map((b) => b.toExponential()).join(", "),
  ]);
  return {
    heads: ["Network", "Method", "Peer", "Maps", "Largest relative L2 difference", "Bound"],
    rows: rows.sort((a, b) => a.join().localeCompare(b.join())),
  };
}

/** "captum.Saliency(abs=False)" with captum's version. */
function libraryOf(library = "torch") {
  const name = library.split(/[.:, (]/)[0];
  const version = manifest.versions[name]?.split(" ")[0];
  return version ? `${library} ${version}` : library;
}
