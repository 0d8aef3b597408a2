// Every command, once. Its title stands in package.nls.json; test/unit/generated.test.ts writes the
// lists in package.json.
import type { Uri } from "vscode";

/** What commands do, by name; main.ts says how. */
export interface Actions {
  /** The explorer passes the picture that was clicked and all that are selected. */
  explain(picture?: Uri, selected?: unknown): unknown;
  openExplanation(file?: Uri): unknown;
  pickModel(): unknown;
  pickMethod(): unknown;
  pickLayer(): unknown;
  pickClass(): unknown;
  goToCode(): unknown;
  cancel(): unknown;
  compare(): unknown;
  showActivations(): unknown;
  showFilters(): unknown;
  maskChannels(): unknown;
  visualizeClass(): unknown;
  compareModels(): unknown;
  compareRevisions(): unknown;
  pickDevice(): unknown;
  modelOrDevice(): unknown;
  openSample(): unknown;
  export(): unknown;
  copyAsPython(): unknown;
  saveOverlay(): unknown;
  indexPictures(folder?: Uri): unknown;
  openMap(folder?: Uri): unknown;
  clearIndex(): unknown;
  restartEngine(): unknown;
  showLog(): unknown;
}

export type CommandName = keyof Actions;

/** Whether a command needs an open explanation: it is not in the palette without one. */
export const commands: { [K in CommandName]: { icon?: string; needsPanel: boolean } } = {
  explain: { icon: "$(eye)", needsPanel: false },
  openExplanation: { needsPanel: false },
  pickModel: { needsPanel: true },
  pickMethod: { needsPanel: true },
  pickLayer: { needsPanel: true },
  pickClass: { needsPanel: true },
  goToCode: { needsPanel: true },
  cancel: { needsPanel: true },
  compare: { needsPanel: true },
  showActivations: { needsPanel: true },
  showFilters: { needsPanel: true },
  maskChannels: { needsPanel: true },
  visualizeClass: { needsPanel: true },
  compareModels: { needsPanel: true },
  compareRevisions: { needsPanel: true },
  pickDevice: { needsPanel: false },
  modelOrDevice: { needsPanel: true },
  openSample: { needsPanel: false },
  export: { needsPanel: true },
  copyAsPython: { needsPanel: true },
  saveOverlay: { needsPanel: true },
  indexPictures: { needsPanel: false },
  openMap: { needsPanel: false },
  clearIndex: { needsPanel: false },
  restartEngine: { needsPanel: false },
  showLog: { needsPanel: false },
};

export const commandId = (name: CommandName) => `glassbox.${name}`;
/** Context key: an explanation is open. */
export const panelOpen = "glassbox.open";
