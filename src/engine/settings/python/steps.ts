// Which library a step belongs to, and the steps of an expression in the order they are taken.
import { albumentations, three } from "./albumentations";
import { dotted, type Expression } from "./expression";
import { keras, preprocessInput } from "./keras";
import { opencv, pil } from "./opencv";
import { Arguments, type Recovered, type Step } from "./recovered";
import { fullName, type Script } from "./script";
import { torch, weightsStep } from "./torch";
import type { Values } from "./values";

type Table = Readonly<Record<string, Step>>;

/** By the start of a callee's full name; what none of them owns is looked up in all, in this order. */
const libraries: [RegExp, Table][] = [
  [/^(albumentations|albu)\b/, albumentations],
  [/^A\./, albumentations],
  [/^(tensorflow|tf|keras)\b/, keras],
  [/^cv2\b/, opencv],
  [/^(PIL|Image)\b/, pil],
  [/^(torchvision|torch|timm|fastai|transforms|T|v2|TF|F)\b/, torch],
];
const methodsOfObjects: Table = { ...keras, ...torch, ...pil };

function stepOf(name: string): Step | undefined {
  const last = name.split(".").at(-1)!;
  const library = libraries.find(([like]) => like.test(name))?.[1];
  const table = library ?? (name === last || !library ? methodsOfObjects : {});
  return Object.hasOwn(table, last) ? table[last] : undefined;
}

export type Call = Expression & { kind: "call" };
export const isCompose = (script: Script, e: Expression): boolean =>
  e.kind === "call" &&
  /(^|\.)(Compose|Sequential|AugmentationSequential)$/.test(fullName(script, e.callee));

export class Reader {
  constructor(
    private readonly script: Script,
    private readonly values: Values,
    readonly into: Recovered,
  ) {}

  /** A pipeline's list: [Resize(256), CenterCrop(224), ...], names and nested pipelines resolved. */
  pipeline(list: Expression | undefined): void {
    if (!list) return;
    if (list.kind === "list") for (const item of list.items) this.pipeline(item);
    else if (list.kind === "binary" && list.op === "+") {
      this.pipeline(list.left);
      this.pipeline(list.right);
    } else if (list.kind === "choice") this.pipeline(list.no);
    else if (list.kind === "call" && isCompose(this.script, list)) this.composed(list);
    else if (list.kind === "call") this.call(list);
    else this.defined(list);
  }

  composed(compose: Call) {
    this.pipeline(compose.keywords.get("transforms"));
    for (const arg of compose.args) this.pipeline(arg);
  }

  private defined(name: Expression) {
    const found = this.values.definition(name);
    if (found && ++this.depth < 20)
      new Reader(this.script, found.at, this.into).pipeline(found.value);
  }
  private depth = 0;

  /** Steps taken by hand, innermost first, as Python evaluates them. */
  loose(e: Expression): void {
    if (isCompose(this.script, e)) return;
    if (e.kind === "call") {
      if (e.callee.kind === "attribute") this.loose(e.callee.of);
      else if (e.callee.kind === "call") this.loose(e.callee);
      for (const arg of [...e.args, ...e.keywords.values()]) this.loose(arg);
      this.call(e);
    } else if (e.kind === "binary") this.arithmetic(e);
    else if (e.kind === "index") {
      this.loose(e.of);
      if (/: : - 1|\[ 2 , 1 , 0 \]/.test(e.text)) this.at(e, () => this.into.reverse());
    } else if (e.kind === "list") for (const item of e.items) this.loose(item);
    else if (e.kind === "choice") this.loose(e.no);
    else if (e.kind === "attribute") this.loose(e.of);
    else if (e.kind === "each") this.loose(e.element);
  }

  private call(e: Call) {
    const name = fullName(this.script, e.callee);
    const args = new Arguments(e, this.values, (of) => fullName(this.script, of));
    this.at(e, () => {
      if (name.endsWith("preprocess_input")) preprocessInput(this.into, name, args);
      else if (name.endsWith(".transforms") && e.callee.kind === "attribute")
        weightsStep(this.into, this.weights(e.callee.of));
      else stepOf(name)?.(this.into, args);
    });
  }

  /** "resnet50_weights.imagenet1k_v2", through the names that stand for it. */
  private weights(of: Expression): string {
    const name = dotted(of) ?? "";
    if (/_Weights\./.test(name)) return short(name);
    const found = this.values.definition(of)?.value;
    return found ? short(dotted(found) ?? "") : "";
  }

  private arithmetic(e: Expression & { kind: "binary" }) {
    const right = this.values.numbers(e.right);
    const left = this.values.numbers(e.left);
    if (left && right) return;
    if (left) {
      this.loose(e.right);
      if (e.op === "*" && isPicture(e.right)) this.at(e, () => this.into.multiply(left));
      return;
    }
    this.loose(e.left);
    if (!right || !isPicture(e.left)) return;
    const what = channelOf(e.left, right) ?? right;
    this.at(e, () => {
      if (e.op === "/") this.into.divide(what);
      else if (e.op === "*") this.into.multiply(what);
      else if (e.op === "-") this.into.subtract(what);
      else if (e.op === "+") this.into.subtract(what.map((v) => -v));
    });
  }

  private at(e: Expression, step: () => void) {
    const text = this.script.text.split("\n")[e.line - 1]?.trim().slice(0, 160) ?? "";
    this.into.source = { file: this.script.file, line: e.line, text };
    step();
  }
}

const short = (name: string) =>
  name
    .split(".")
    .slice(-2)
    .join(".")
    .replace(/\.DEFAULT$/, ".default");

/** What people call a picture in code: arithmetic on anything else is none of ours. */
const pictures =
  /^(im|img|image|images|pic|picture|photo|frame|x|inp|input|inputs|data|arr|array|pixels|batch|tensor|blob|sample)\d?$|im(g|age)|pixel/i;

function isPicture(e: Expression): boolean {
  if (e.kind === "name") return pictures.test(e.name);
  if (e.kind === "attribute") return pictures.test(e.name) || isPicture(e.of);
  if (e.kind === "index") return isPicture(e.of);
  if (e.kind === "binary") return isPicture(e.left) || isPicture(e.right);
  if (e.kind === "call")
    return (
      e.args.some(isPicture) ||
      (e.callee.kind === "attribute" && isPicture(e.callee.of)) ||
      /open|imread|load_img|resize/.test(dotted(e.callee) ?? "")
    );
  return false;
}

/** `x[..., 0] -= 103.939` touches one channel. */
function channelOf(left: Expression, [value]: number[]): number[] | undefined {
  const channel =
    left.kind === "index" && /^(?:\.\.\. ,|: , : ,|: , : , : ,) ([012])$/.exec(left.text);
  if (!channel) return undefined;
  return three([0]).map((zero, i) => (i === Number(channel[1]) ? value : zero));
}
