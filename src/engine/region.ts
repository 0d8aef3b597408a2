import type { Placement } from "./api";

/** The cells of a grid over the network's input whose centres lie in a rectangle of the picture. */
export function cellsOf(
  region: Placement,
  seen: Placement,
  grid: { width: number; height: number },
) {
  const across = (x: number) => edge((x - seen.x) / seen.width, grid.width);
  const down = (y: number) => edge((y - seen.y) / seen.height, grid.height);
  return {
    left: across(region.x),
    right: across(region.x + region.width),
    top: down(region.y),
    bottom: down(region.y + region.height),
  };
}

const edge = (share: number, cells: number) =>
  Math.min(Math.max(Math.round(share * cells), 0), cells);
