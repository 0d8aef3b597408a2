/**
 * Classes whose label holds what was typed, or whose index it is; labels that begin with it first.
 */
export function searchClasses(labels: readonly string[], typed: string, most: number): number[] {
  const query = typed.trim().toLowerCase();
  if (!query) return [];
  const rank = (label: string, index: number) => {
    if (String(index) === query) return 0;
    const at = label.toLowerCase().indexOf(query);
    if (at < 0) return undefined;
    return at === 0 ? 1 : /\W/.test(label[at - 1]) ? 2 : 3;
  };
  return labels
    .map((label, index) => ({ index, rank: rank(label, index) }))
    .filter((c): c is { index: number; rank: number } => c.rank !== undefined)
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .slice(0, most)
    .map((c) => c.index);
}
