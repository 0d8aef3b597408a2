// Where there is nothing to show yet: what is missing and what to do.
import { html } from "lit";
import { t } from "../l10n";
import type { Page } from "../page";
import type { NoModel, PageCommand, RefusalView } from "../protocol";
import { remedyButtons } from "./parts";

interface Notice {
  heading: string;
  text: string;
  button: string;
  command: PageCommand;
}

const withoutModel: Record<NoModel, Notice> = {
  none: {
    heading: t("No model here yet"),
    text: t(
      "Glassbox explains image networks in the ONNX format. Put an .onnx file into this folder, or choose one from elsewhere.",
    ),
    button: t("Choose a Model…"),
    command: "pickModel",
  },
  "not-chosen": {
    heading: t("Which model?"),
    text: t("There are several models here, and none is chosen yet."),
    button: t("Choose a Model…"),
    command: "pickModel",
  },
  untrusted: {
    heading: t("This workspace is not trusted"),
    text: t(
      "Models are run by native code, so those of an untrusted workspace are not loaded. Trust the workspace if you know where it comes from.",
    ),
    button: t("Manage Workspace Trust"),
    command: "manageTrust",
  },
};

export function noModel(page: Page, why: NoModel) {
  const { heading, text, button, command } = withoutModel[why];
  return html`<section class="notice" role="status" data-testid="no-model">
    <h1>${heading}</h1>
    <p>${text}</p>
    <div class="actions">
      <vscode-button @click=${() => page.send({ kind: "command", command })}>${button}</vscode-button>
    </div>
    ${why === "none" ? exporting() : ""}
  </section>`;
}

const exporting = () => html`<details>
  <summary>${t("From PyTorch")}</summary>
  <pre><code>torch.onnx.export(
    model.eval(), (example,),
    "model.onnx", dynamo=True)</code></pre>
</details>`;

export const refusal = (page: Page, { code, message, remedies }: RefusalView) =>
  html`<section class="notice" role="alert" data-testid="refusal">
    <h1>${code === "cancelled" ? t("Cancelled") : t("This could not be explained")}</h1>
    <p>${code === "cancelled" ? t("Nothing was computed.") : message}</p>
    ${remedyButtons(page, remedies.length ? remedies : fallbackFor(code))}
  </section>`;

/** Another model reads a broken picture no better. */
const fallbackFor = (code: RefusalView["code"]) =>
  code.startsWith("picture-") ? [again] : [again, anotherModel];
const again = { title: t("Try Again"), action: { kind: "retry" as const } };
const anotherModel = {
  title: t("Choose Another Model…"),
  action: { kind: "pick-model" as const },
};
