import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { searchClasses } from "./classes";
import { t } from "./l10n";

const most = 8;

/** Finds any class of the network by a part of its label or its index. */
@customElement("glassbox-search")
export class ClassSearch extends LitElement {
  @property({ attribute: false }) labels: readonly string[] = [];
  /** What is done with the class that is found. */
  @property({ attribute: false }) words = t("Explain another class…");
  @property({ attribute: false }) choose?: (index: number) => void;
  @state() private typed = "";
  @state() private active = 0;

  protected override createRenderRoot() {
    return this;
  }

  protected override render() {
    const found = searchClasses(this.labels, this.typed, most);
    const open = this.typed.trim() !== "";
    return html`<div class="search">
      <span class="codicon codicon-search" aria-hidden="true"></span>
      <input
        role="combobox"
        aria-label=${this.words}
        aria-expanded=${open}
        aria-controls="found-classes"
        aria-autocomplete="list"
        aria-activedescendant=${found.length ? `found-${found[this.active]}` : nothing}
        placeholder=${this.words}
        autocomplete="off"
        spellcheck="false"
        data-testid="class-search"
        .value=${this.typed}
        @input=${(e: Event) => this.type((e.target as HTMLInputElement).value)}
        @keydown=${(e: KeyboardEvent) => this.key(e, found)}
        @blur=${() => this.type("")}
      />
      <ul id="found-classes" role="listbox" aria-label=${t("Classes")} ?hidden=${!open}>
        ${found.map((index, i) => this.option(index, i))}
        ${found.length ? nothing : html`<li class="none">${t("No class of this network")}</li>`}
      </ul>
    </div>`;
  }

  private option(index: number, i: number) {
    return html`<li
      id="found-${index}"
      role="option"
      aria-selected=${i === this.active}
      @pointerdown=${(e: Event) => {
        e.preventDefault();
        this.take(index);
      }}
    >
      <span class="label">${this.labels[index]}</span><span class="index">${index}</span>
    </li>`;
  }

  private type(text: string) {
    this.typed = text;
    this.active = 0;
  }

  private take(index: number | undefined) {
    if (index === undefined) return;
    this.type("");
    this.choose?.(index);
  }

  private key(e: KeyboardEvent, found: number[]) {
    const last = Math.max(0, found.length - 1);
    const keys: Record<string, () => void> = {
      ArrowDown: () => (this.active = Math.min(this.active + 1, last)),
      ArrowUp: () => (this.active = Math.max(this.active - 1, 0)),
      Enter: () => this.take(found[this.active]),
      Escape: () => this.type(""),
    };
    if (!keys[e.key] || !this.typed) return;
    e.preventDefault();
    e.stopPropagation();
    keys[e.key]();
  }
}
