/**
 * A program that loads a bundle of the extension and activates it in an editor made of nothing, and
 * prints how many milliseconds that took and which native modules it loaded.
 */
export const activationProbe = (bundle: string) => `
  const Module = require("node:module");
  const native = [];
  const { dlopen } = process;
  process.dlopen = (module, file, ...rest) => {
    native.push(file);
    return dlopen.call(process, module, file, ...rest);
  };
  // Whatever is asked of it is there, can be called and can be constructed.
  const anything = new Proxy(function () {}, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => "" : key === "then" ? undefined : anything),
    set: () => true,
    apply: () => anything,
    construct: () => anything,
  });
  const load = Module._load;
  Module._load = (name, ...rest) => (name === "vscode" ? anything : load(name, ...rest));
  const before = performance.now();
  require(${JSON.stringify(bundle)}).activate({
    subscriptions: [],
    asAbsolutePath: (path) => path,
    extensionUri: anything,
    storageUri: { fsPath: "storage" },
    globalStorageUri: { fsPath: "storage" },
    workspaceState: { get: () => undefined, update: async () => {} },
  });
  const milliseconds = performance.now() - before;
  process.stdout.write(JSON.stringify({ milliseconds, native }));
  process.exit(0);
`;
