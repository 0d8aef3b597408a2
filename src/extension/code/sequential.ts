// The children of `self.stem = nn.Sequential(...)` have no names in the code: they are counted.

/** Where the n-th child of a Sequential begins, and its path: ["stem", "0"]. */
export interface Child {
  /** From 0. */
  line: number;
  path: string[];
}

const opening = /\bself\.(\w+)\s*=\s*(?:\w+\.)*Sequential\(/g;

/** The children that begin a line of their own; what stands in one line cannot be pointed at. */
export function sequentialChildren(text: string): Child[] {
  return [...text.matchAll(opening)].flatMap((m) => {
    const starts = childStarts(text, m.index + m[0].length);
    return starts.flatMap((at, n) => {
      const before = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
      return before.trim() === "" ? [{ line: lineOf(text, at), path: [m[1], `${n}`] }] : [];
    });
  });
}

const lineOf = (text: string, at: number) => text.slice(0, at).split("\n").length - 1;

/** Offsets of the arguments of a call whose bracket opened just before `from`. */
function childStarts(text: string, from: number): number[] {
  const starts: number[] = [];
  let depth = 1;
  let fresh = true;
  for (let i = from; i < text.length && depth > 0; i++) {
    const c = text[i];
    if (c === "#") {
      const end = text.indexOf("\n", i);
      if (end < 0) break;
      i = end;
      continue;
    }
    if (fresh && !/[\s)]/.test(c)) {
      starts.push(i);
      fresh = false;
    }
    if (c === '"' || c === "'") i = endOfString(text, i);
    else if ("([{".includes(c)) depth++;
    else if (")]}".includes(c)) depth--;
    else if (c === "," && depth === 1) fresh = true;
  }
  return starts;
}

/** The offset of the closing quote. */
function endOfString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === text[at]) return i;
  }
  return text.length;
}
