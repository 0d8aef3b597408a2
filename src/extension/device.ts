// What runs the network: chosen from the status bar or the palette, kept in the settings.
import { ConfigurationTarget, l10n, Uri, window, workspace } from "vscode";
import { type Device, devices } from "../engine/api";
import type { Session } from "./session";

const details = (): Record<Device, string> => ({
  auto: l10n.t("The best that works on this machine"),
  cpu: l10n.t("The processor: works everywhere"),
  webgpu: l10n.t("The graphics card through WebGPU"),
  cuda: l10n.t("An NVIDIA card through CUDA, where its libraries are installed"),
  dml: l10n.t("The graphics card through DirectML (Windows)"),
  coreml: l10n.t("Core ML (macOS)"),
});

export async function pickDevice({ choice }: Session) {
  const settings = workspace.getConfiguration("glassbox", choice && Uri.file(choice.picture));
  const current = settings.get<Device>("device", "auto");
  const items = devices.map((device) => ({
    label: device,
    description: device === current ? l10n.t("in use") : undefined,
    detail: details()[device],
    device,
  }));
  const chosen = await window.showQuickPick(items, { title: l10n.t("Device") });
  if (!chosen) return;
  const inWorkspace = settings.inspect("device")?.workspaceValue !== undefined;
  const target = inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  await settings.update("device", chosen.device, target);
}

/** What the status bar's one item leads to. */
export async function modelOrDevice(
  session: Session,
  ways: { model(): unknown; device(): unknown },
) {
  const items = [
    {
      label: l10n.t("$(symbol-structure) Model"),
      description: session.choice?.model,
      take: ways.model,
    },
    { label: l10n.t("$(chip) Device"), description: session.device, take: ways.device },
  ];
  const chosen = await window.showQuickPick(items, { title: "Glassbox" });
  await chosen?.take();
}
