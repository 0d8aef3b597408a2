// The engine's process: forked at the first call, and again at the first call after it ended.
import { type ChildProcess, fork } from "node:child_process";
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from "vscode-jsonrpc/node";
import type { EngineApi } from "../engine/api";
import { cancelled, Refusal } from "../engine/refusal";
import { apiOf, connect, engineEnvironment } from "../engine/wire";

export interface EngineLog {
  info(line: string): void;
  warn(line: string): void;
}

/** Why a job is aborted when a person said so: whatever the engine does then must end. */
export const stop = "stop";
/** A run cannot be interrupted from inside; after so many milliseconds its process is ended. */
const patience = 3000;

interface Running {
  child: ChildProcess;
  connection: MessageConnection;
  api: EngineApi;
  ended: Promise<never>;
}

export class EngineProcess {
  /** The calls: each starts the process if it does not run. */
  readonly api = apiOf((name, job, control) =>
    this.call<unknown>((api) => api[name](job, control), control.signal),
  );
  private running?: Running;

  /** @param died is told when the process ended by itself: no job may have been running. */
  constructor(
    private readonly script: string,
    private readonly log: EngineLog,
    private readonly died: (why: Refusal) => void = () => {},
  ) {}

  /** The next call starts a new process. */
  restart() {
    this.running?.child.kill();
    this.running = undefined;
  }

  dispose = () => this.restart();

  /** The process's id while it runs, for the log and for tests. */
  get pid() {
    return this.running?.child.pid;
  }

  private async call<T>(ask: (api: EngineApi) => Promise<T>, signal: AbortSignal): Promise<T> {
    this.running ??= this.start();
    const { api, ended, child } = this.running;
    let deaf: NodeJS.Timeout | undefined;
    const onAbort = () => {
      if (signal.reason === stop) deaf = setTimeout(() => child.kill(), patience);
    };
    signal.addEventListener("abort", onAbort);
    try {
      return await Promise.race([ask(api), ended]);
    } catch (e) {
      throw deaf && child.killed ? cancelled() : e;
    } finally {
      clearTimeout(deaf);
      signal.removeEventListener("abort", onAbort);
    }
  }

  private start(): Running {
    const child = fork(this.script, [], {
      serialization: "advanced",
      env: { ...engineEnvironment, ...process.env },
      // Not the extension host's own flags: a debugger's port would be taken twice.
      execArgv: [],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.log.info(`Engine started, process ${child.pid}.`);
    child.stdout!.on("data", (text) => this.log.info(`${text}`.trimEnd()));
    child.stderr!.on("data", (text) => this.log.warn(`${text}`.trimEnd()));
    const connection = createMessageConnection(
      new IPCMessageReader(child),
      new IPCMessageWriter(child),
    );
    const ended = this.end(child, connection);
    // Nobody may be waiting when it ends.
    ended.catch(() => {});
    const running = { child, connection, api: connect(connection), ended };
    connection.listen();
    return running;
  }

  private end(child: ChildProcess, connection: MessageConnection): Promise<never> {
    return new Promise((_, reject) => {
      const over = (why: string) => {
        if (this.running?.child === child) this.running = undefined;
        connection.dispose();
        this.log.warn(`Engine stopped: ${why}.`);
        const refusal = stopped(why);
        reject(refusal);
        if (!child.killed) this.died(refusal);
      };
      child.once("error", (e) => over(e.message));
      child.once("exit", (code, signal) => over(signal ?? `exit code ${code}`));
    });
  }
}

const stopped = (why: string) =>
  new Refusal("engine-stopped", `The engine's process stopped (${why}).`, [
    { title: "Restart the Engine", action: { kind: "retry" } },
    { title: "Show Log", action: { kind: "show-log" } },
  ]);
