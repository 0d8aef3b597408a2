// What `glassbox doctor` says, as a document that cannot be edited.
import { type Disposable, EventEmitter, l10n, Uri, window, workspace } from "vscode";
import type { EngineApi, Environment } from "../engine/api";

const scheme = "glassbox-environment";

/** Asked anew each time it is shown. */
export function environmentDocument(engine: Pick<EngineApi, "environment">) {
  const address = Uri.from({ scheme, path: l10n.t("Environment") });
  const changed = new EventEmitter<Uri>();
  const control = { signal: new AbortController().signal, progress() {} };
  const registered: Disposable = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: async () => words(await engine.environment({}, control)),
  });
  const show = async () => {
    changed.fire(address);
    await window.showTextDocument(address, { preview: true });
  };
  return { show, dispose: () => [registered, changed].forEach((d) => void d.dispose()) };
}

function words({ platform, versions, devices }: Environment): string {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const found = devices.flatMap(({ device, usable, why, install }) => [
    `${usable ? "+" : "-"} ${device}: ${why}`,
    ...(install ? [`    ${l10n.t("It needs: {0}", install)}`] : []),
  ]);
  return [
    platform,
    ...packages,
    "",
    l10n.t("Devices, the fastest first; the first that works for a network is used:"),
    ...found,
    "",
  ].join("\n");
}
