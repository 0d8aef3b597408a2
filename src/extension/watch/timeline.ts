// What each export of a model said of a picture: one entry for an export and a question.
import { deserialize, serialize } from "node:v8";
import type { Choice, Shown, TimelineEntry } from "../../webview/protocol";
import { targetKey } from "../../webview/protocol/cells";

export interface Entry {
  id: number;
  /** When it was explained, in milliseconds since 1970. */
  time: number;
  /** Changes with every export. */
  stamp: string;
  shown: Shown;
  /** A copy of the model as it was, while there is one. */
  copy?: string;
}

/** How many maps are kept for a question, and for how many questions. */
const most = { entries: 12, questions: 24 };

export class Timeline {
  private byQuestion = new Map<string, Entry[]>();
  private next = 0;

  record(choice: Choice, made: Omit<Entry, "id" | "time">) {
    const question = questionOf(choice);
    const before = this.of(choice);
    const same = before.find((e) => e.stamp === made.stamp);
    const entry = { ...made, id: same?.id ?? this.next++, time: same?.time ?? Date.now() };
    const entries = [...before.filter((e) => e !== same), entry].slice(-most.entries);
    this.byQuestion.delete(question);
    this.byQuestion.set(question, entries);
    const [oldest] = this.byQuestion.keys();
    if (this.byQuestion.size > most.questions) this.byQuestion.delete(oldest);
  }

  /** Oldest first. */
  of = (choice: Choice): Entry[] => this.byQuestion.get(questionOf(choice)) ?? [];

  find = (id: number) => [...this.byQuestion.values()].flat().find((e) => e.id === id);

  /** For the page. @param kept whether a copy is still there */
  entries = (choice: Choice, kept: (copy: string) => boolean): TimelineEntry[] =>
    this.of(choice).map(({ id, time, shown, copy }) => ({
      id,
      time,
      shown,
      kept: copy !== undefined && kept(copy),
    }));

  /** All of it, for the next window. */
  toBytes = (): Uint8Array => serialize({ next: this.next, byQuestion: this.byQuestion });

  /** What `toBytes` gave; anything else is left alone. */
  restore(bytes: Uint8Array) {
    try {
      const found: { next: number; byQuestion: Map<string, Entry[]> } = deserialize(bytes);
      if (!(found.byQuestion instanceof Map) || !Number.isInteger(found.next)) return;
      Object.assign(this, { next: found.next, byQuestion: found.byQuestion });
    } catch {
      // Another version's, or half a file: the timeline begins anew.
    }
  }
}

/** Maps of the same question can be held against one another. */
const questionOf = ({ model, picture, method, layer, target, parameters }: Choice) =>
  JSON.stringify([model, picture, method, layer, targetKey(target), parameters[method]]);
