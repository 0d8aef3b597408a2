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
  job: unknown;
  /** The token that its progress comes under. */
  progress: number;
}
type ErrorData = { refusal: RefusalCode; remedies: Remedy[] } | { stack?: string };

/**
 * What the engine's process is started with. glibc would keep the room of large tensors that were let
 * go; so each goes back at once, which costs no time. Other systems do not read it.
 */
export const engineEnvironment = { MALLOC_MMAP_THRESHOLD_: `${2 ** 20}` };

const progressType = new ProgressType<Progress>();
const refused = -32000;
const broken = -32001;

/** The names of all calls: a type cannot be asked for them. */
const names = Object.keys({
  methods: true,
  open: true,
  check: true,
  predict: true,
  explain: true,
  thumbnail: true,
  strip: true,
  filmstrip: true,
  trust: true,
  occlude: true,
  input: true,
  versus: true,
  flips: true,
  exportAs: true,
  reopen: true,
  verify: true,
  saveSettings: true,
  index: true,
  features: true,
  neighbours: true,
  map: true,
  review: true,
  tabulate: true,
  forget: true,
  cost: true,
  environment: true,
  picture: true,
  activations: true,
  mask: true,
  rankChannels: true,
  project: true,
  visualize: true,
  filters: true,
  patches: true,
  crop: true,
} satisfies Record<keyof EngineApi, true>) as (keyof EngineApi)[];

/** An EngineApi each of whose calls is made by `call`. */
export const apiOf = (
  call: (name: keyof EngineApi, job: never, control: Control) => Promise<unknown>,
): EngineApi =>
  Object.fromEntries(
    names.map((name) => [name, (job: never, control: Control) => call(name, job, control)]),
  ) as unknown as EngineApi;

const request = (name: string) =>
  new RequestType<Call, unknown, ErrorData>(name, ParameterStructures.byPosition);

/** Answers the other side's calls with `api`. */
export function serve(connection: MessageConnection, api: EngineApi) {
  for (const name of names)
    connection.onRequest(request(name), async ({ job, progress }, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const control: Control = {
        signal: abort.signal,
        progress: (p) => void connection.sendProgress(progressType, progress, p),
      };
      try {
        return await api[name](job as never, control);
      } catch (e) {
        return toError(e);
      }
    });
  connection.listen();
}

/** A stand-in for the engine at the other end of the connection. */
export function connect(connection: MessageConnection): EngineApi {
  let nextToken = 0;
  return apiOf(async (name, job, control) => {
    if (control.signal.aborted) throw cancelled();
    const cancel = new CancellationTokenSource();
    const progress = nextToken++;
    const listening = connection.onProgress(progressType, progress, (p) => control.progress(p));
    const onAbort = () => cancel.cancel();
    control.signal.addEventListener("abort", onAbort);
    try {
      return plain(await connection.sendRequest(request(name), { job, progress }, cancel.token));
    } catch (e) {
      throw fromError(e);
    } finally {
      listening.dispose();
      control.signal.removeEventListener("abort", onAbort);
    }
  });
}

/** A Buffer crosses as one; what VS Code posts to a page would then be JSON instead of bytes. */
const plain = (found: unknown) => (Buffer.isBuffer(found) ? new Uint8Array(found) : found);

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
