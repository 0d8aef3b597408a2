// The panel's choices as quick picks: everything there can be done from the palette too.
import { l10n, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from "vscode";
import type { Layer, MethodInfo, ModelInfo } from "../engine/api";
import type { Choice } from "../webview/protocol";
import type { Session } from "./session";

type Pick = QuickPickItem & { choice?: Partial<Choice> };
interface Options {
  title: string;
  items: Pick[];
  current?: (item: Pick) => boolean;
  /** Explains each item as it is passed over; what stood before comes back on Escape. */
  preview?: boolean;
  /** What is done with several, where several may be picked. */
  several?(items: readonly Pick[]): unknown;
}

const previewDelay = 150;

function show(session: Session, { title, items, current, preview, several }: Options) {
  const before = session.choice;
  const quickPick = window.createQuickPick<Pick>();
  let timer: NodeJS.Timeout | undefined;
  let accepted = false;
  let previewed = false;
  Object.assign(quickPick, { title, items, matchOnDescription: true, matchOnDetail: true });
  quickPick.activeItems = items.filter((item) => item.choice && current?.(item)).slice(0, 1);
  const take = (item?: Pick) => item?.choice && void session.choose(item.choice);
  quickPick.onDidChangeActive(([item]) => {
    clearTimeout(timer);
    if (!preview || !item || (!previewed && current?.(item))) return;
    timer = setTimeout(() => {
      previewed = true;
      take(item);
    }, previewDelay);
  });
  if (several) {
    quickPick.buttons = [pickSeveral()];
    quickPick.onDidTriggerButton(() => {
      quickPick.canSelectMany = !quickPick.canSelectMany;
      // Rows that stand already get no boxes to check.
      quickPick.items = [...items];
    });
  }
  quickPick.onDidAccept(() => {
    accepted = true;
    const { selectedItems } = quickPick;
    if (selectedItems.length > 1) void several?.(selectedItems);
    else take(selectedItems[0]);
    quickPick.hide();
  });
  quickPick.onDidHide(() => {
    clearTimeout(timer);
    if (!accepted && previewed && before) void session.choose({ ...before });
    quickPick.dispose();
  });
  quickPick.show();
}

const pickSeveral = () => ({
  iconPath: new ThemeIcon("checklist"),
  tooltip: l10n.t("Pick several, to compare them"),
});

/** Layers with their operator, shape and source line; passing over one previews it. */
export function pickLayer(session: Session) {
  const { model, choice } = session;
  if (!model || !choice) return;
  const method = layerMethod(session.methods, choice.method);
  if (!method) return;
  const attention = session.methods.find((m) => m.needs.includes("attention"));
  const layers = model.layers.filter((l) => l.cam || (attention && l.attention));
  show(session, {
    title: l10n.t("Layer for {0}", method.title),
    items: layers
      .toReversed()
      .map((l) => layerItem(l, model, l.attention && attention ? attention : method)),
    current: (item) => item.choice?.layer === (choice.layer ?? model.defaultLayer),
    preview: true,
    several: (picked) =>
      session.compareLayers(
        method.id,
        picked.flatMap(({ choice: c }) => (c?.layer ? [c.layer] : [])).reverse(),
      ),
  });
}

/** The method in use if it looks at a layer, else the recommended one that does. */
export function layerMethod(methods: MethodInfo[], current: string): MethodInfo | undefined {
  const fitting = methods.filter(
    (m) => m.needs.includes("layer") && !m.needs.includes("attention"),
  );
  return fitting.find((m) => m.id === current) ?? fitting.find((m) => m.recommended) ?? fitting[0];
}

function layerItem(layer: Layer, { defaultLayer }: ModelInfo, method: MethodInfo): Pick {
  const shape = layer.shape.map((n) => n ?? "N").join(" × ");
  const { source } = layer;
  return {
    label: layer.name,
    description: [layer.op, shape, layer.name === defaultLayer ? l10n.t("default") : ""]
      .filter(Boolean)
      .join(" · "),
    detail: source && `${source.file}:${source.line}  ${source.text.trim()}`,
    choice: { layer: layer.name, method: method.id },
  };
}

/** Methods under the question they answer. */
export function pickMethod(session: Session) {
  const groups = [...new Set(session.methods.map((m) => m.group))];
  const items = groups.flatMap((group): Pick[] => [
    { label: group, kind: QuickPickItemKind.Separator },
    ...session.methods
      .filter((m) => m.group === group)
      .map((m) => ({
        label: m.title,
        description: m.recommended ? l10n.t("recommended") : m.caveat,
        detail: m.about,
        choice: { method: m.id },
      })),
  ]);
  const current = (item: Pick) => item.choice?.method === session.choice?.method;
  show(session, { title: l10n.t("Method"), items, current });
}

/** Any class of the network, found by typing a part of its label or its index. */
export function pickClass(session: Session) {
  const items = session.model?.labels.map((label, index) => ({
    label,
    description: `${index}`,
    choice: { target: { kind: "class" as const, index } },
  }));
  if (items) show(session, { title: l10n.t("Class to explain"), items });
}
