// Every pipeline that a script spells out, and how far each is the one that evaluation uses.
import type { Finding } from "../found";
import type { Expression } from "./expression";
import { Recovered } from "./recovered";
import { fullName, type Script, type Statement } from "./script";
import { isCompose, Reader } from "./steps";
import { Values } from "./values";

export interface Pipeline {
  finding: Finding;
  /** Higher for what evaluates than for what trains. */
  evaluates: number;
}

export function pipelinesOf(script: Script, all: readonly Script[]): Pipeline[] {
  const composed = script.statements.flatMap((s) =>
    [...labelled(s.value, s.targets)].flatMap(({ e, words }) =>
      isCompose(script, e) || isTransforms(script, e) ? [read(script, all, s, words, e)] : [],
    ),
  );
  const byHand = [...groups(script)].map((statements) => readLoose(script, all, statements));
  const configured = script.statements.flatMap((s) => settingsDict(script, all, s));
  return [...composed, ...byHand, ...configured].filter((p) => Object.keys(p.finding).length);
}

const isTransforms = (script: Script, e: Expression) =>
  e.kind === "call" && fullName(script, e.callee).endsWith(".transforms");

function read(
  script: Script,
  all: readonly Script[],
  s: Statement,
  words: string[],
  e: Expression,
) {
  const into = new Recovered();
  const reader = new Reader(script, new Values(script, all, s.scope), into);
  if (e.kind === "call" && isCompose(script, e)) reader.composed(e);
  else reader.pipeline(e);
  return { finding: into.finding(), evaluates: evaluation(s, words, into.random) };
}

/** A function's statements, or the file's own, read from top to bottom. */
function readLoose(script: Script, all: readonly Script[], statements: Statement[]): Pipeline {
  const into = new Recovered();
  for (const s of statements) {
    if (/^else|^if not/.test(s.scope.at(-1)?.name ?? "") && trains(s.scope.at(-1)!.name)) continue;
    const reader = new Reader(script, new Values(script, all, s.scope), into);
    if (!isTransforms(script, s.value)) reader.loose(s.value);
  }
  const words = statements.flatMap((s) => s.targets);
  return {
    finding: into.finding(),
    evaluates: evaluation(statements[0], words, into.random) - 0.5,
  };
}

const trains = (name: string) => evaluates(name) < 0;

function groups({ statements }: Script) {
  const found = new Map<unknown, Statement[]>();
  for (const s of statements) {
    const home = s.scope.findLast((x) => x.kind === "def") ?? "module";
    found.set(home, [...(found.get(home) ?? []), s]);
  }
  return found.values();
}

/** OpenMMLab's `img_norm_cfg = dict(mean=[...], std=[...], to_rgb=True)`. */
function settingsDict(script: Script, all: readonly Script[], s: Statement): Pipeline[] {
  const values = new Values(script, all, s.scope);
  return [...labelled(s.value, s.targets)].flatMap(({ e, words }) => {
    const isDict =
      e.kind === "dict" || (e.kind === "call" && fullName(script, e.callee) === "dict");
    const mean = isDict && values.entry(e, "mean");
    const std = isDict && values.entry(e, "std");
    if (!mean || !std) return [];
    const into = new Recovered();
    const text = script.text.split("\n")[e.line - 1].trim();
    into.source = { file: script.file, line: e.line, text };
    const means = mean.at.numbers(mean.value);
    if (means?.every((m) => Math.abs(m) <= 1)) into.divide([255]);
    into.normalise(means, std.at.numbers(std.value));
    const rgb = values.entry(e, "to_rgb") ?? values.entry(e, "bgr_to_rgb");
    if (rgb?.value.kind === "name") into.colours(rgb.value.name === "True" ? "RGB" : "BGR");
    return [{ finding: into.finding(), evaluates: evaluation(s, words, false) - 0.5 }];
  });
}

/** Expressions with the words around them that tell what they are for. */
function* labelled(e: Expression, words: string[]): Generator<{ e: Expression; words: string[] }> {
  yield { e, words };
  if (e.kind === "dict")
    for (const [key, value] of e.entries)
      yield* labelled(value, key.kind === "string" ? [...words, key.value] : words);
  else if (e.kind === "call") {
    if (e.callee.kind === "attribute") yield* labelled(e.callee.of, words);
    for (const arg of e.args) yield* labelled(arg, words);
    for (const [key, value] of e.keywords) yield* labelled(value, [...words, key]);
  } else if (e.kind === "choice") {
    yield* labelled(e.yes, [...words, `if ${e.condition}`]);
    yield* labelled(e.no, [...words, `else if ${e.condition}`]);
  } else if (e.kind === "list") for (const item of e.items) yield* labelled(item, words);
  else if (e.kind === "binary") {
    yield* labelled(e.left, words);
    yield* labelled(e.right, words);
  }
}

function evaluation({ scope }: Statement, words: string[], random: boolean) {
  const said = [...scope.map((s) => s.name), ...words].map(evaluates);
  return said.reduce((sum, v) => sum + v, 0) - (random ? 4 : 0);
}

/** 1 for a name of evaluation, -1 for one of training; an else answers its condition. */
function evaluates(name: string): number {
  const turned = /^else|\bnot\b/.test(name) ? -1 : 1;
  if (/val|test|eval|infer|predict|export|deploy|serv/i.test(name)) return turned;
  if (/train|augment/i.test(name)) return -turned;
  return 0;
}
