// A box or a lasso drawn over the map with the pointer.
import type { Point } from "./select";
import type { Tool } from "./state";

/** Pixels that the pointer moves between two corners of a lasso. */
const step = 4;

/**
 * Follows the pointer over `surface` and gives the places it drew, in its pixels.
 * @param tool the tool in use
 */
export function drawing(surface: SVGSVGElement, tool: () => Tool, done: (line: Point[]) => void) {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "polygon");
  let line: Point[] = [];
  const at = (e: PointerEvent): Point => {
    const { left, top } = surface.getBoundingClientRect();
    return [e.clientX - left, e.clientY - top];
  };
  const outline = () => (tool() === "box" ? corners(line) : line);
  surface.addEventListener("pointerdown", (e) => {
    surface.setPointerCapture(e.pointerId);
    line = [at(e)];
    surface.append(shape);
  });
  surface.addEventListener("pointermove", (e) => {
    if (line.length === 0) return;
    const [x, y] = at(e);
    const [lastX, lastY] = line.at(-1)!;
    if (Math.hypot(x - lastX, y - lastY) < step) return;
    line.push([x, y]);
    shape.setAttribute("points", outline().join(" "));
  });
  surface.addEventListener("pointerup", () => {
    const drawn = outline();
    line = [];
    shape.remove();
    shape.removeAttribute("points");
    done(drawn);
  });
}

function corners(line: readonly Point[]): Point[] {
  const [[x1, y1], [x2, y2]] = [line[0], line.at(-1)!];
  return [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
  ];
}
