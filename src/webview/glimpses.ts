import { type Glimpse, glimpseKey } from "./protocol/cells";
import { missingGlimpses, type State } from "./state";

type CardElement = HTMLElement & { glimpse?: Glimpse };

/** Asks for the maps of those cards that are in sight, once the large map is there. */
export class Glimpses {
  private readonly visible = new Set<CardElement>();
  private readonly watched = new Set<CardElement>();
  private asked = "";
  private readonly observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries)
      this.visible[isIntersecting ? "add" : "delete"](target as CardElement);
    this.changed();
  });

  constructor(
    private readonly changed: () => void,
    private readonly ask: (wanted: Glimpse[]) => void,
  ) {}

  /** To be called when the page was drawn. */
  update(root: ParentNode, state: State) {
    const cards = new Set(root.querySelectorAll<CardElement>(".card"));
    for (const gone of this.watched)
      if (!cards.has(gone)) {
        this.observer.unobserve(gone);
        this.watched.delete(gone);
        this.visible.delete(gone);
      }
    for (const card of cards)
      if (!this.watched.has(card)) {
        this.observer.observe(card);
        this.watched.add(card);
      }
    this.request(state);
  }

  private request(state: State) {
    if (state.kind !== "predicted" || state.map.kind !== "shown") {
      this.asked = "";
      return;
    }
    const inSight = [...this.visible].flatMap(({ glimpse }) => (glimpse ? [glimpse] : []));
    const wanted = missingGlimpses(state, inSight);
    const key = wanted.map(glimpseKey).join("\n");
    // What was asked for comes one by one: asking again is needed only for what is new.
    if (wanted.every((g) => this.asked.split("\n").includes(glimpseKey(g)))) return;
    this.asked = key;
    this.ask(wanted);
  }
}
