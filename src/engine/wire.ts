// EngineApi over JSON-RPC. A call's AbortSignal becomes a cancellation token, its progress a
// progress token; a Refusal crosses as error data and comes out as a Refusal again.
import {
  CancellationTokenSource,
  type MessageConnection,
  ParameterStructures,
  ProgressType,
  RequestType,
  ResponseError,
} from "vscode-jsonrpc";
import type { Control, EngineApi, Progress } from "./api";
import { cancelled, Refusal, type RefusalCode, type Remedy } from "./refusal";

interface Call {
  args: unknown[];
  /** Present where the caller listens. */
  progress?: number;
}
type ErrorData = { refusal: RefusalCode; remedies: Remedy[] } | { stack?: string };

const progressType = new ProgressType<Progress>();
const refused = -32000;
const broken = -32001;

/** Whether each method takes a Control as its last argument: the wire's whole table. */
const methods: { [K in keyof EngineApi]: boolean } = {
  methods: false,
  open: true,
  check: true,
  predict: true,
  explain: true,
  picture: true,
};
const request = (name: string) =>
  new RequestType<Call, unknown, ErrorData>(name, ParameterStructures.byPosition);

/** Answers the other side's calls with `api`. */
export function serve(connection: MessageConnection, api: EngineApi) {
  for (const [name, controlled] of Object.entries(methods) as [keyof EngineApi, boolean][]) {
    connection.onRequest(request(name), async ({ args, progress }, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const control: Control = {
        signal: abort.signal,
        progress: (p) =>
          progress !== undefined && void connection.sendProgress(progressType, progress, p),
      };
      try {
        const method = api[name] as (...args: unknown[]) => Promise<unknown>;
        return await method.apply(api, controlled ? [...args, control] : args);
      } catch (e) {
        return toError(e);
      }
    });
  }
  connection.listen();
}

/** A stand-in for the engine at the other end of the connection. */
export function connect(connection: MessageConnection): EngineApi {
  let nextToken = 0;
  const call = async (name: string, args: unknown[], control?: Control) => {
    if (control?.signal.aborted) throw cancelled();
    const cancel = new CancellationTokenSource();
    const progress = control && nextToken++;
    const listening =
      control && connection.onProgress(progressType, progress!, (p) => control.progress(p));
    const onAbort = () => cancel.cancel();
    control?.signal.addEventListener("abort", onAbort);
    try {
      return await connection.sendRequest(request(name), { args, progress }, cancel.token);
    } catch (e) {
      throw fromError(e);
    } finally {
      listening?.dispose();
      control?.signal.removeEventListener("abort", onAbort);
    }
  };
  const entries = Object.entries(methods).map(([name, controlled]) => [
    name,
    (...args: unknown[]) =>
      controlled ? call(name, args.slice(0, -1), args.at(-1) as Control) : call(name, args),
  ]);
  return Object.fromEntries(entries);
}

function toError(e: unknown) {
  const { message, stack } = e instanceof Error ? e : new Error(String(e));
  return e instanceof Refusal
    ? new ResponseError<ErrorData>(refused, message, { refusal: e.code, remedies: e.remedies })
    : new ResponseError<ErrorData>(broken, message, { stack });
}

function fromError(e: unknown) {
  if (!(e instanceof ResponseError)) return e;
  const data = e.data as ErrorData | undefined;
  if (data && "refusal" in data) return new Refusal(data.refusal, e.message, data.remedies);
  return Object.assign(new Error(e.message), { stack: data?.stack ?? e.stack });
}
