// The strongest cells of channels, over many pictures.

/** A cell of a channel in a picture. */
export interface Found {
  file: number;
  activation: number;
  x: number;
  y: number;
}

/** Puts `one` where it belongs in a list that is sorted, strongest first, and cut at `most`. */
export function keep<T extends { activation: number }>(list: T[], one: T, most: number) {
  if (list.length >= most && one.activation <= list[list.length - 1].activation) return;
  const place = list.findIndex((l) => l.activation < one.activation);
  list.splice(place < 0 ? list.length : place, 0, one);
  if (list.length > most) list.pop();
}

/** The strongest cells of one channel of one picture, [height, width]. */
export function cellsOf(plane: Float32Array, width: number, file: number, most: number): Found[] {
  const list: Found[] = [];
  for (let i = 0; i < plane.length; i++) {
    const one = { file, activation: plane[i], x: i % width, y: Math.floor(i / width) };
    if (list.length < most || plane[i] > list[list.length - 1].activation) keep(list, one, most);
  }
  return list;
}
