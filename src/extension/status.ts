import { basename } from "node:path";
import { l10n, StatusBarAlignment, window } from "vscode";
import { commandId } from "./commands";
import type { Session } from "./session";

/** One entry while a panel is open: the model and its device; clicking it changes either. */
export function statusBar() {
  const item = window.createStatusBarItem("glassbox.status", StatusBarAlignment.Right, 100);
  item.name = "Glassbox";
  item.command = commandId("modelOrDevice");
  item.tooltip = l10n.t("Glassbox: change the model or the device");
  const update = ({ choice, device, busy }: Session, open: boolean) => {
    const model = choice?.model && basename(choice.model, ".onnx");
    const icon = busy ? "$(loading~spin)" : "$(eye)";
    item.text = [icon, [model ?? l10n.t("no model"), device].filter(Boolean).join(" · ")].join(" ");
    if (open) item.show();
    else item.hide();
  };
  return { update, dispose: () => item.dispose() };
}
