// What steps of Python code, taken in order, make of a picture.
import type { ChannelOrder, Setting, Source } from "../../api";
import { Affine } from "../affine";
import type { Finding, Settings } from "../found";
import type { Expression } from "./expression";
import type { Value, Values } from "./values";

export type Interpolation = Settings["interpolation"];

export class Recovered {
  private affine = new Affine();
  private readonly geometry: Partial<Settings> = {};
  private readonly places: Partial<Record<Setting, Source>> = {};
  /** A step whose numbers could not be read: what it would set is unknown. */
  private unread = false;
  /** How many steps were understood. */
  steps = 0;
  /** Augmentation: this is how training, not evaluation, sees pictures. */
  random = false;
  /** Where the step being read stands. */
  source: Source = { text: "" };

  multiply(by: number[] | undefined) {
    this.values(by, ["rescale_factor"], (v) => this.affine.multiply(v));
  }

  divide(by: number[] | undefined) {
    const field = by?.length === 1 && this.affine.mean.every((m) => m === 0);
    this.values(by, [field ? "rescale_factor" : "std"], (v) => this.affine.divide(v));
  }

  subtract(what: number[] | undefined) {
    this.values(what, ["mean"], (v) => this.affine.subtract(v));
  }

  normalise(mean: number[] | undefined, std: number[] | undefined) {
    this.subtract(mean);
    this.values(std, ["std"], (v) => this.affine.divide(v));
  }

  reverse() {
    this.steps++;
    this.affine.reverse();
    this.places.channel_order = this.source;
  }

  colours(order: ChannelOrder) {
    this.steps++;
    this.affine.channel_order = order;
    this.places.channel_order = this.source;
  }

  /** Settings of where the network looks. */
  set(settings: Partial<Settings>) {
    for (const [key, value] of Object.entries(settings))
      if (value !== undefined) {
        Object.assign(this.geometry, { [key]: value });
        this.places[key as Setting] = this.source;
        this.steps++;
      }
  }

  has = (key: Setting) => this.geometry[key] !== undefined;

  finding(): Finding {
    const { rescale_factor, mean, std, channel_order } = this.affine;
    const touched = (["rescale_factor", "mean", "std"] as const).filter((k) => this.places[k]);
    const values: Partial<Settings> = {
      ...this.geometry,
      ...(channel_order && { channel_order }),
      ...(touched.length && !this.unread ? { rescale_factor, mean, std } : {}),
    };
    const of = (key: string) => this.places[key as Setting] ?? this.places[touched[0]];
    return Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, { value, source: of(key) }]),
    );
  }

  private values(v: number[] | undefined, fields: Setting[], apply: (v: number[]) => void) {
    if (!v?.every(Number.isFinite)) {
      this.unread = true;
      return;
    }
    this.steps++;
    for (const field of fields) this.places[field] = this.source;
    apply(v);
  }
}

/** A call's arguments by place or name, evaluated. */
export class Arguments {
  constructor(
    private readonly call: Expression & { kind: "call" },
    readonly values: Values,
    /** The dotted name that an expression was imported as. */
    private readonly nameOf: (e: Expression) => string,
    private readonly skip = 0,
  ) {}

  /** The arguments after the first ones: functions take the picture before what classes take. */
  after = (skip: number) => new Arguments(this.call, this.values, this.nameOf, skip);

  fullName(at: number, ...names: string[]): string {
    const e = this.expression(at, ...names);
    return e ? this.nameOf(e) : "";
  }

  expression(at: number, ...names: string[]): Expression | undefined {
    const named = names.map((n) => this.call.keywords.get(n)).find((e) => e);
    return named ?? (at >= 0 ? this.call.args[at + this.skip] : undefined);
  }

  of = (at: number, ...names: string[]): Value | undefined =>
    this.values.of(this.expression(at, ...names));

  number(at: number, ...names: string[]): number | undefined {
    const v = this.of(at, ...names);
    return typeof v === "number" ? v : undefined;
  }

  numbers = (at: number, ...names: string[]): number[] | undefined =>
    this.values.numbers(this.expression(at, ...names));

  /** [height, width]: one number is both. */
  size(at: number, ...names: string[]): [number, number] | undefined {
    const [height, width = height] = this.numbers(at, ...names) ?? [];
    return height === undefined ? undefined : [height, width];
  }

  /** What is written there, as its last word: `InterpolationMode.BICUBIC` is "bicubic". */
  word(at: number, ...names: string[]): string {
    const e = this.expression(at, ...names);
    const v = e && this.values.of(e);
    if (typeof v === "string" || typeof v === "number") return String(v).toLowerCase();
    if (e?.kind === "attribute" || e?.kind === "name") return e.name.toLowerCase();
    return "";
  }

  /** `false` where it says so. */
  flag(otherwise: boolean, at: number, ...names: string[]): boolean {
    const word = this.word(at, ...names);
    return word === "true" ? true : word === "false" ? false : otherwise;
  }

  interpolation = (otherwise: Interpolation, at: number, ...names: string[]): Interpolation => {
    const word = this.word(at, ...names);
    return word ? (interpolations.find(([like]) => like.test(word))?.[1] ?? otherwise) : otherwise;
  };
}

/** Names, and PIL's numbers. */
const interpolations: [RegExp, Interpolation][] = [
  [/nearest|^0$/, "nearest"],
  [/bicubic|inter_cubic|cubic|^3$/, "bicubic"],
  [/lanczos|antialias|^1$/, "lanczos"],
  [/linear|^2$/, "bilinear"],
];

export type Step = (r: Recovered, a: Arguments) => void;
