// The extension host's side. Starting is cheap: nothing is loaded or looked for before a command.
import { readFile } from "node:fs/promises";
import { type ExtensionContext, l10n, commands as registry, Uri, window, workspace } from "vscode";
import { apiOf } from "../engine/wire";
import { asChoice, asStoredFile, type PageCommand } from "../webview/protocol";
import { asSpot } from "../webview/protocol/inside-checks";
import { amongPictures } from "./among";
import { registerCode } from "./code";
import { goToCode, openSource } from "./code/source";
import { type Actions, type CommandName, commandId, commands, panelOpen } from "./commands";
import { modelOrDevice, pickDevice } from "./device";
import { EngineProcess } from "./engine";
import { copyAsPython, explanationFor, exportExplanation, saveOverlay } from "./exports";
import { ModelFinder } from "./finder";
import { workspacePictures } from "./gather";
import { Panel, viewType } from "./panel";
import { pickClass, pickLayer, pickMethod } from "./pickers";
import { classesFolder, pictureFor, picturesAround, picturesOf } from "./pictures";
import { compareModels, compareRevisions } from "./rivals";
import { openSample } from "./sample";
import { Session } from "./session";
import { deviceFor, parametersFor, withinWorkspace } from "./settings";
import { statusBar } from "./status";
import { Watch } from "./watch";

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
    watch.follow(session, panel.open);
  };

  const session: Session = new Session(api, {
    post: (message) => panel.post(message),
    read: async (file) => new Uint8Array(await readFile(file)),
    findModel: (picture, used) => finder.find(picture, used),
    device: (picture) => deviceFor(Uri.file(picture)),
    cost: (job, control) => api.cost(job, control),
    parameters: (method, picture) => parametersFor(method, Uri.file(picture)),
    workspacePictures,
    explained: (choice, model, shown) => void watch.explained(choice, model, shown),
    pictures: picturesAround,
    folder: classesFolder,
    saved: () => watch.saved(),
    changed: () => changed(),
    broken: (e) => log.error(e instanceof Error ? e : String(e)),
  });

  const watch = new Watch({
    session,
    post: (message) => panel.post(message),
    storage: context.storageUri?.fsPath,
    nameOf: (time) => l10n.t("the export of {0}", new Date(time).toLocaleTimeString("en-GB")),
  });

  const pageCommands: Record<PageCommand, () => unknown> = {
    pickModel: () => actions.pickModel(),
    pickLayer: () => actions.pickLayer(),
    goToCode: () => actions.goToCode(),
    compareModels: () => actions.compareModels(),
    compare: () => actions.compare(),
    export: () => actions.export(),
    showLog: () => actions.showLog(),
    manageTrust: () => registry.executeCommand("workbench.trust.manage"),
  };
  const stops = {
    trust: () => session.beside.stopTrust(),
    compare: () => session.comparison.stop(),
    inside: () => session.inside.stop(),
    flips: () => session.versus.stopFlips(),
    verify: () => session.sight.stopVerify(),
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
      inside: ({ spot }) => session.look(spot),
      look: ({ part }) => session.inside.look(part),
      mask: ({ mask }) => session.inside.switchOff(mask),
      back: () => session.back(),
      settings: ({ settings }) => session.sight.save(settings),
      source: ({ setting }) => openSource(session.model?.preprocessing.sources[setting]),
      verify: () => session.sight.verify(),
      versus: ({ before, after }) => watch.compare(before, after),
      explain: ({ picture }) => explain(picture, { ...session.choice, target: undefined }),
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
    showActivations: () => session.look({ place: "activations" }),
    showFilters: () => session.look({ place: "filters" }),
    maskChannels: () => session.look({ place: "masking" }),
    visualizeClass: () => session.look({ place: "visualization" }),
    compareModels: () => compareModels(session, finder),
    compareRevisions: () => compareRevisions(session, watch.copies),
    pickDevice: () => pickDevice(session),
    modelOrDevice: () =>
      modelOrDevice(session, { model: actions.pickModel, device: actions.pickDevice }),
    openSample: () => openSample(context.asAbsolutePath("examples")),
    export: () => exportExplanation(session, actions.saveOverlay),
    copyAsPython: () => copyAsPython(session),
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

  const code = registerCode({
    engine: api,
    session,
    modelFor: (file) => finder.known(file),
    lastPicture: () => context.workspaceState.get<string>(lastPicture),
    explain: (picture, kept) => explain(picture, { ...session.choice, ...kept }),
    look: async (picture, at) => {
      const there = panel.open && session.predicted && session.choice?.picture === picture;
      if (!there) await explain(picture, session.choice);
      await session.look(at);
    },
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
      if (file) return void reopen(file);
      const spot = asSpot(state);
      void explain(choice.picture, choice).then(() => spot && session.look(spot));
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
    watch,
    among,
    restored,
    ...again,
    ...registered,
    ...code.registered,
  );
}
