// The extension host's side. Starting is cheap: nothing is loaded or looked for before a command.
import { readFile } from "node:fs/promises";
import { type ExtensionContext, commands as registry, Uri, window, workspace } from "vscode";
import { asChoice, type PageCommand } from "../webview/protocol";
import { amongPictures } from "./among";
import { type Actions, type CommandName, commandId, commands, panelOpen } from "./commands";
import { EngineProcess } from "./engine";
import { ModelFinder } from "./finder";
import { Panel, viewType } from "./panel";
import { pickClass, pickLayer, pickMethod } from "./pickers";
import { pictureFor, saveOverlay } from "./pictures";
import { Session } from "./session";
import { deviceFor, parametersFor } from "./settings";
import { statusBar } from "./status";

export function activate(context: ExtensionContext) {
  const log = window.createOutputChannel("Glassbox", { log: true });
  const engine = new EngineProcess(context.asAbsolutePath("dist/server.js"), log, (why) =>
    session.engineDied(why),
  );
  const finder = new ModelFinder(context.workspaceState);
  const status = statusBar();
  const changed = () => status.update(session, panel.open);

  const session: Session = new Session(engine.api, {
    post: (message) => panel.post(message),
    read: async (file) => new Uint8Array(await readFile(file)),
    findModel: (picture, used) => finder.find(picture, used),
    device: (picture) => deviceFor(Uri.file(picture)),
    parameters: (method, picture) => parametersFor(method, Uri.file(picture)),
    changed: () => changed(),
    broken: (e) => log.error(e instanceof Error ? e : String(e)),
  });

  const pageCommands: Record<PageCommand, () => unknown> = {
    pickModel: () => actions.pickModel(),
    pickLayer: () => actions.pickLayer(),
    showLog: () => actions.showLog(),
    manageTrust: () => registry.executeCommand("workbench.trust.manage"),
  };
  const panel: Panel = new Panel(
    context.extensionUri,
    {
      choose: ({ choice }) => session.choose(choice),
      cancel: () => session.cancel(),
      retry: () => session.retry(),
      command: ({ command }) => pageCommands[command](),
      glimpse: ({ wanted }) => session.glimpse(wanted),
      save: ({ bytes }) => session.choice && saveOverlay(session.choice.picture, bytes),
      broken: ({ message }) => log.error(`The page: ${message}`),
    },
    () => {
      session.cancel();
      changed();
      void registry.executeCommand("setContext", panelOpen, false);
    },
  );
  const explain = (picture: string, kept?: Parameters<Session["show"]>[1]) => {
    panel.reveal(picture);
    void among.explained(picture);
    void registry.executeCommand("setContext", panelOpen, true);
    return session.show(picture, kept);
  };

  const among = amongPictures(context, engine.api, {
    finder,
    explain: (picture) => explain(picture),
    broken: (e) => log.error(e instanceof Error ? e : String(e)),
  });

  const actions: Actions = {
    explain: async (argument) => {
      const picture = await pictureFor(argument);
      if (picture) await explain(picture.fsPath);
    },
    pickModel: async () => {
      const { choice } = session;
      const model = choice && (await finder.pick(choice.picture, choice.model));
      if (!model) return;
      const { picture, method, parameters } = choice;
      await explain(picture, { model, method, parameters });
    },
    pickMethod: () => pickMethod(session),
    pickLayer: () => pickLayer(session),
    pickClass: () => pickClass(session),
    cancel: () => session.cancel(),
    saveOverlay: () => panel.post({ kind: "save" }),
    indexPictures: among.indexPictures,
    openMap: among.openMap,
    clearIndex: among.clearIndex,
    restartEngine: () => {
      engine.restart();
      return session.retry();
    },
    showLog: () => log.show(),
  };

  const registered = (Object.keys(commands) as CommandName[]).map((name) =>
    registry.registerCommand(commandId(name), (...args) =>
      (actions[name] as (...args: unknown[]) => unknown)(...args),
    ),
  );
  const restored = window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(found, state) {
      const choice = asChoice(state);
      if (!choice) return found.dispose();
      panel.adopt(found);
      void explain(choice.picture, choice);
    },
  });
  const again = [
    workspace.onDidGrantWorkspaceTrust(() => session.retry()),
    workspace.onDidChangeConfiguration((e) => {
      const { choice } = session;
      if (!choice || !panel.open || !e.affectsConfiguration("glassbox")) return;
      const model = e.affectsConfiguration("glassbox.model") ? undefined : choice.model;
      void session.show(choice.picture, { ...choice, model });
    }),
  ];
  context.subscriptions.push(log, engine, status, panel, among, restored, ...again, ...registered);
}
