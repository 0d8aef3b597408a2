// The settings, read with their types.
import { isAbsolute, join } from "node:path";
import { Uri, workspace } from "vscode";
import type { Device, ParamValue } from "../engine/api";

const section = (scope?: Uri) => workspace.getConfiguration("glassbox", scope);

export const deviceFor = (picture: Uri): Device => section(picture).get<Device>("device", "auto");

const megabyte = 2 ** 20;
/** Bytes that indexes of pictures may take. */
export const indexLimit = () => section().get<number>("indexLimit", 2048) * megabyte;

/** The model that the settings name; a relative path is relative to the picture's folder. */
export function modelFor(picture: Uri): string | undefined {
  const path = section(picture).get<string>("model", "").trim();
  const folder = workspace.getWorkspaceFolder(picture)?.uri.fsPath;
  if (!path) return undefined;
  return isAbsolute(path) || !folder ? path : join(folder, path);
}

/** What a person has set of a method's parameters: what is not set is left to the method. */
export function parametersFor(method: string, picture: Uri): Record<string, ParamValue> {
  const set = section(picture).get<Record<string, ParamValue>>(`methods.${method}`, {});
  return Object.fromEntries(Object.entries(set).filter(([, v]) => v !== undefined));
}

/** A job, with the workspace folder of its model: nothing beyond it is read for settings. */
export function withinWorkspace<J>(job: J): J {
  const { model } = job as { model?: unknown };
  const folder = typeof model === "string" && workspace.getWorkspaceFolder(Uri.file(model));
  return folder ? { ...job, workspace: folder.uri.fsPath } : job;
}
