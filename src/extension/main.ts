// The extension host's side. Starting is cheap: nothing is loaded or looked for before a command.
import { readFile } from "node:fs/promises";
import { type ExtensionContext, commands as registry, Uri, window, workspace } from "vscode";
import { apiOf } from "../engine/wire";
import { asChoice, asStoredFile, type PageCommand } from "../webview/protocol";
import { amongPictures } from "./among";
import { registerCode } from "./code";
import { goToCode } from "./code/source";
import { type Actions, type CommandName, commandId, commands, panelOpen } from "./commands";
import { EngineProcess } from "./engine";
import { environmentDocument } from "./environment";
import { copyAsPython, explanationFor, exportExplanation, saveOverlay } from "./exports";
import { ModelFinder } from "./finder";
import { Panel, viewType } from "./panel";
import { pickClass, pickLayer, pickMethod } from "./pickers";
import { pictureFor, picturesOf } from "./pictures";
import { Session } from "./session";
import { deviceFor, parametersFor, withinWorkspace } from "./settings";
import { statusBar } from "./status";

/** Where the picture that was explained last is remembered. */
const lastPicture = "lastPicture";

export function activate(context: ExtensionContext) {
  const log = window.createOutputChannel("Glassbox", { log: true });
  const engine = new EngineProcess(context.asAbsolutePath("dist/server.js"), log, (why) =>
    session.engineDied(why),
  );
  const api = apiOf((name, job, control) => engine.api[name](withinWorkspace(job), control));
  const finder = new ModelFinder(context.workspaceState);
  const status = statusBar();
  const changed = () => {
    status.update(session, panel.open);
    code.changed();
  };

  const session: Session = new Session(api, {
    post: (message) => panel.post(message),
    read: async (file) => new Uint8Array(await readFile(file)),
    findModel: (picture, used) => finder.find(picture, used),
    device: (picture) => deviceFor(Uri.file(picture)),
    cost: (job, control) => api.cost(job, control),
    parameters: (method, picture) => parametersFor(method, Uri.file(picture)),
    changed: () => changed(),
    broken: (e) => log.error(e instanceof Error ? e : String(e)),
  });

  const pageCommands: Record<PageCommand, () => unknown> = {
    pickModel: () => actions.pickModel(),
    pickLayer: () => actions.pickLayer(),
    compare: () => actions.compare(),
    export: () => actions.export(),
    showLog: () => actions.showLog(),
    manageTrust: () => registry.executeCommand("workbench.trust.manage"),
  };
  const stops = {
    trust: () => session.beside.stopTrust(),
    compare: () => session.comparison.stop(),
  };
  const panel: Panel = new Panel(
    context.extensionUri,
    {
      choose: ({ choice }) => session.choose(choice),
      cancel: () => session.cancel(),
      retry: () => session.retry(),
      command: ({ command }) => pageCommands[command](),
      glimpse: ({ wanted }) => session.cards.want(wanted),
      trust: () => session.beside.trust(),
      cover: ({ region }) => session.beside.cover(region),
      compare: ({ grid }) => session.comparison.change(grid),
      stop: ({ what }) => stops[what](),
      back: () => session.back(),
      save: ({ bytes }) => session.choice && saveOverlay(session.choice.picture, bytes),
      broken: ({ message }) => log.error(`The page: ${message}`),
    },
    () => {
      session.cancel();
      changed();
      void registry.executeCommand("setContext", panelOpen, false);
    },
  );
  const reveal = (file: string) => {
    panel.reveal(file);
    void registry.executeCommand("setContext", panelOpen, true);
  };
  const explain = (picture: string, kept?: Parameters<Session["show"]>[1]) => {
    reveal(picture);
    void among.explained(picture);
    void context.workspaceState.update(lastPicture, picture);
    return session.show(picture, kept);
  };
  const reopen = (file: string) => {
    reveal(file);
    return session.reopen(file);
  };

  const among = amongPictures(context, api, {
    finder,
    explain: (picture) => explain(picture),
    broken: (e) => log.error(e instanceof Error ? e : String(e)),
  });

  const environment = environmentDocument(api);
  const actions: Actions = {
    explain: async (argument, selected) => {
      const pictures = picturesOf(selected);
      if (pictures.length > 1) {
        reveal(pictures[0]);
        return session.showAll(pictures);
      }
      const picture = await pictureFor(argument);
      if (picture) await explain(picture.fsPath);
    },
    openExplanation: async (argument) => {
      const file = await explanationFor(argument);
      if (file) await reopen(file);
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
    goToCode: () => {
      const layer = session.layer;
      return layer && goToCode(layer);
    },
    cancel: () => session.cancel(),
    compare: () => session.compare(),
    export: () => exportExplanation(session, actions.saveOverlay),
    copyAsPython: () => copyAsPython(session),
    saveOverlay: () => panel.post({ kind: "save" }),
    indexPictures: among.indexPictures,
    openMap: among.openMap,
    clearIndex: among.clearIndex,
    showEnvironment: environment.show,
    restartEngine: () => {
      engine.restart();
      return session.retry();
    },
    showLog: () => log.show(),
  };

  const code = registerCode({
    engine: api,
    session,
    modelFor: (file) => finder.known(file),
    lastPicture: () => context.workspaceState.get<string>(lastPicture),
    explain: (picture, kept) => explain(picture, { ...session.choice, ...kept }),
  });
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
      const file = asStoredFile(state);
      void (file ? reopen(file) : explain(choice.picture, choice));
    },
  });
  const again = [
    workspace.onDidGrantWorkspaceTrust(() => session.retry()),
    workspace.onDidChangeConfiguration((e) => {
      const { choice } = session;
      if (!choice || !panel.open || session.stored || !e.affectsConfiguration("glassbox")) return;
      const model = e.affectsConfiguration("glassbox.model") ? undefined : choice.model;
      void session.show(choice.picture, { ...choice, model });
    }),
  ];
  context.subscriptions.push(
    log,
    engine,
    status,
    panel,
    among,
    environment,
    restored,
    ...again,
    ...registered,
    ...code.registered,
  );
}
