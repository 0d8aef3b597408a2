// The engine as a child process of the extension host: JSON-RPC over Node's IPC.
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from "vscode-jsonrpc/node";
import { createEngine } from "./engine";
import { serve } from "./wire";

serve(
  createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process)),
  createEngine(),
);
// Whoever started the engine has gone: nothing is left to do.
process.on("disconnect", () => process.exit());
