// Pictures in place of points where there are few enough in view.
import type { Plot } from "./plot";
import type { Places } from "./select";

/** More than this in view are points. */
const most = 120;
/** How many stay in memory. */
const kept = 600;

export class Thumbnails {
  private readonly urls = new Map<number, string>();
  private readonly asked = new Set<number>();
  private readonly shown = new Map<number, HTMLImageElement>();

  constructor(
    private readonly layer: HTMLElement,
    private readonly want: (pictures: number[]) => void,
  ) {}

  /** The address of a picture's thumbnail; asked for if it is not there yet. */
  url(picture: number): string | undefined {
    const url = this.urls.get(picture);
    if (!url) this.ask([picture]);
    return url;
  }

  add(picture: number, bytes: Uint8Array) {
    const blob = new Blob([new Uint8Array(bytes)], { type: "image/png" });
    this.asked.delete(picture);
    this.urls.set(picture, URL.createObjectURL(blob));
    const [oldest] = this.urls.keys();
    if (this.urls.size <= kept) return;
    URL.revokeObjectURL(this.urls.get(oldest)!);
    this.urls.delete(oldest);
  }

  clear() {
    for (const url of this.urls.values()) URL.revokeObjectURL(url);
    this.urls.clear();
    this.asked.clear();
    this.layer.replaceChildren();
    this.shown.clear();
  }

  /** Puts the thumbnails where their points are. */
  place(plot: Plot, places: Places | undefined) {
    const inView = places?.inBox(...plot.corners()) ?? [];
    const visible = inView.length <= most ? inView : [];
    const wanted = new Set(visible);
    for (const [picture, image] of this.shown)
      if (!wanted.has(picture)) {
        image.remove();
        this.shown.delete(picture);
      }
    this.ask(visible.filter((i) => !this.urls.has(i)));
    for (const picture of visible) {
      const url = this.urls.get(picture);
      if (!url) continue;
      const image = this.shown.get(picture) ?? this.make(picture, url);
      const { x, y } = plot.toScreen(picture);
      image.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
    }
  }

  private make(picture: number, url: string) {
    const image = document.createElement("img");
    // The list names every picture; these are beside it for the eye.
    image.alt = "";
    image.src = url;
    this.layer.append(image);
    this.shown.set(picture, image);
    return image;
  }

  private ask(pictures: number[]) {
    const fresh = pictures.filter((i) => !this.asked.has(i));
    if (!fresh.length) return;
    for (const i of fresh) this.asked.add(i);
    this.want(fresh);
  }
}
