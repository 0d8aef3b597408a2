// A real VS Code with the packaged extension installed, driven through Chromium.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type FrameLocator, type Page } from "playwright-core";
import { findChromium, root } from "../../scripts/steps.mjs";
import { installPackage, startServer } from "./server.mjs";

const screenshots = join(root, "test-results/screenshots");
const browserFlags = `--headless --no-sandbox --disable-gpu --disable-quic --no-first-run
  --disable-background-networking --disable-component-update --disable-sync`.split(/\s+/);

export const themes = {
  dark: "Default Dark Modern",
  light: "Default Light Modern",
  "high-contrast-dark": "Default High Contrast",
  "high-contrast-light": "Default High Contrast Light",
} as const;
export type Theme = keyof typeof themes;

export interface Options {
  theme?: Theme;
  /** Prepares the workspace, which begins as a copy of examples/. */
  workspace?(folder: string): void;
  size?: { width: number; height: number };
}

export class Editor {
  /** Requests that left this machine: there must be none. */
  readonly strangers: string[] = [];

  private constructor(
    readonly page: Page,
    readonly workspace: string,
    private readonly serverPid: number,
    private readonly end: () => Promise<void>,
  ) {
    page.on("request", (r) => {
      const { protocol, hostname } = new URL(r.url());
      // VS Code's name for a panel's own files, which its service worker answers.
      const own = hostname.endsWith(".vscode-resource.vscode-cdn.net");
      const here = own || hostname === "127.0.0.1" || !/^(http|ws)s?:$/.test(protocol);
      if (!here) this.strangers.push(r.url());
    });
  }

  static async open({ theme = "dark", workspace, size }: Options = {}): Promise<Editor> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "glassbox-journey-")));
    const work = join(folder, "work");
    for (const name of ["model.onnx", "model.glassbox.json", "images", "train.py"])
      cpSync(join(root, "examples", name), join(work, name), { recursive: true });
    workspace?.(work);
    const server = await startServer(folder, {
      settings: { "workbench.colorTheme": themes[theme] },
      prepare: installPackage(packaged()),
    });
    let browser: Browser | undefined;
    const end = async () => {
      await browser?.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    };
    try {
      browser = await chromium.launch({ executablePath: await findChromium(), args: browserFlags });
      const page = await browser.newPage({ viewport: size ?? { width: 1400, height: 950 } });
      const editor = new Editor(page, work, server.pid!, end);
      await page.goto(server.address(work));
      await page
        .locator(".explorer-folders-view .monaco-list-row")
        .first()
        .waitFor({ timeout: 60_000 });
      return editor;
    } catch (e) {
      await end();
      throw e;
    }
  }

  close = () => this.end();

  /** Where several panels are open: which of them is meant, in the order of their opening. */
  which = 0;

  /** The document of the panel. */
  get panel(): FrameLocator {
    return this.page
      .frameLocator("iframe.webview.ready")
      .nth(this.which)
      .frameLocator("iframe#active-frame");
  }

  /** The panel as it stands in the window. */
  get frame() {
    return this.page.locator("iframe.webview.ready").first();
  }

  by = (testId: string) => this.panel.getByTestId(testId);

  /** Opens folders in the explorer down to a file. */
  async reveal(...path: string[]) {
    for (const name of path.slice(0, -1)) {
      const folder = this.item(name);
      if ((await folder.getAttribute("aria-expanded")) !== "true") await folder.click();
    }
    await this.item(path.at(-1)!).waitFor();
  }

  item = (name: string) =>
    this.page.locator(".explorer-folders-view").getByRole("treeitem", { name, exact: true });

  /**
   * A menu that was opened before the extension was registered lacks its entry, and one that has
   * only just opened ignores the mouse: try again until the click has closed it.
   */
  async explain(...path: string[]) {
    await this.reveal(...path);
    const menu = this.page.locator(".monaco-menu");
    const entry = menu.locator(".action-item", { hasText: "Explain Prediction" });
    for (let tries = 0; tries < 20; tries++) {
      await this.item(path.at(-1)!).click({ button: "right" });
      const done = await entry
        .waitFor({ timeout: 1500 })
        .then(() => this.page.waitForTimeout(200))
        .then(() => entry.click({ timeout: 1500 }))
        .then(() => menu.waitFor({ state: "hidden", timeout: 1500 }))
        .then(
          () => true,
          () => false,
        );
      if (done) return;
      await this.page.keyboard.press("Escape");
    }
    throw new Error('the context menu has no "Explain Prediction"');
  }

  /** A palette that was opened before the extension was registered lacks the command: try again. */
  async command(text: string) {
    const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first();
    for (let tries = 0; tries < 10; tries++) {
      await this.page.keyboard.press("F1");
      await this.page.locator(".quick-input-widget input").first().fill(`>${text}`);
      const clicked = await row.click({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
      if (clicked) return;
      await this.page.keyboard.press("Escape");
    }
    throw new Error(`the palette has no "${text}"`);
  }

  /** Puts a line of the open file into sight. */
  async line(number: number) {
    await this.page.keyboard.press("F1");
    await this.page.locator(".quick-input-widget input").first().fill(`:${number}`);
    await this.page.keyboard.press("Enter");
  }

  /** Rests the pointer on a text of the open file until a hover with a picture stands there. */
  async hover(text: string) {
    const word = this.page.locator(".view-line span span", { hasText: text }).first();
    const withPicture = { has: this.page.locator("img"), visible: true };
    const shown = this.page.locator(".monaco-hover").filter(withPicture);
    for (let tries = 0; tries < 10 && (await shown.count()) === 0; tries++) {
      // What was not computed yet is there the next time.
      await this.page.mouse.move(600, 5, { steps: 3 });
      const box = (await word.boundingBox())!;
      await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 3 });
      await shown.waitFor({ timeout: 2000 }).catch(() => {});
    }
    return shown;
  }

  pick = (text: string) =>
    this.page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first();

  /** The map is there, and its caption says what of. */
  async caption(...words: (string | RegExp)[]) {
    let caption = this.by("caption").filter({ hasText: "raw" });
    for (const w of words) caption = caption.filter({ hasText: w });
    await caption.waitFor({ timeout: 60_000 });
  }

  /** The map as it is drawn: how many colours, and a number that changes with any pixel. */
  drawn = () =>
    this.by("map")
      .locator("canvas")
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        const pixels = new Uint32Array(data.buffer);
        const digest = pixels.reduce((sum, p) => (Math.imul(sum, 31) + p) | 0, 0);
        return { colours: new Set(pixels).size, digest };
      });

  screenshot = async (name: string) => {
    // Tooltips and fades are over by then.
    await this.page.waitForTimeout(600);
    await this.page.screenshot({ path: this.pathOf(name) });
  };

  pathOf(name: string) {
    mkdirSync(screenshots, { recursive: true });
    return join(screenshots, `${name}.png`);
  }

  /** Presses the mouse at one place of the picture and lifts it at another: shares of its sides. */
  async drag(from: [number, number], to: [number, number]) {
    const box = (await this.by("stage").locator(".frame").first().boundingBox())!;
    const at = ([u, v]: [number, number]) =>
      [box.x + u * box.width, box.y + v * box.height] as const;
    await this.page.mouse.move(...at(from));
    await this.page.mouse.down();
    await this.page.mouse.move(...at(to), { steps: 6 });
    await this.page.mouse.up();
  }

  /** Processes of the engine below this editor's server. */
  engines(): number[] {
    const rows = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" })
      .split("\n")
      .map((row) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row))
      .filter((m) => m !== null)
      .map(([, pid, parent, args]) => ({ pid: Number(pid), parent: Number(parent), args }));
    const below = new Set([this.serverPid]);
    for (let grew = true; grew; ) {
      const more = rows.filter((r) => below.has(r.parent) && !below.has(r.pid));
      for (const r of more) below.add(r.pid);
      grew = more.length > 0;
    }
    return rows
      .filter((r) => below.has(r.pid) && /dist[/\\]server\.js/.test(r.args))
      .map((r) => r.pid);
  }
}

function packaged(): string {
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const file = readdirSync(root).find((f) => f.startsWith(name) && f.endsWith(`${version}.vsix`));
  if (!file) throw new Error('there is no package: run "npm run package" first');
  return join(root, file);
}
