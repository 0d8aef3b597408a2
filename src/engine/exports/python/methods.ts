// Each method in the library that has it.
import { type Grid, type GridParameters, gridOf } from "../../methods/windows";
import type { Exported } from "../exported";
import { literal, numbers, python } from "./literal";
import { attention, rise } from "./onnxruntime";

type Lines = (e: Exported) => string[];

const network = [
  "import torch",
  "",
  "model = ...  # your network as it was exported, giving scores before the softmax",
  "model.eval()",
];

/** `score` is what is explained: a class, or the difference of two. */
function captum(e: Exported, imports: string, call: string[], wants: "layer" | "input"): string[] {
  const { target } = e.explanation;
  const contrast = target.kind === "contrast" && [
    "",
    "class Difference(torch.nn.Module):",
    "    def __init__(self, network):",
    "        super().__init__()",
    "        self.network = network",
    "",
    "    def forward(self, x):",
    "        scores = self.network(x)",
    `        return scores[:, ${target.index}] - scores[:, ${target.against}]`,
    "",
    "explained = Difference(model)",
    "target = None",
  ];
  return [
    ...network,
    `from captum.attr import ${imports}`,
    "",
    ...(wants === "layer" ? layer(e) : []),
    "x = torch.from_numpy(x).requires_grad_()",
    ...(contrast || ["explained = model", `target = ${indexOf(e)}`]),
    ...call,
    "print(raw.shape, raw.min().item(), raw.max().item())",
  ];
}

const indexOf = ({ explanation: { target } }: Exported) => target.index ?? 0;

const layer = ({ explanation, model }: Exported) => {
  const found = model.layers.find((l) => l.name === explanation.layer);
  return [
    `# ${literal(found?.tensor ?? "")} in the ONNX file; change the name if your module has another`,
    `layer = dict(model.named_modules())[${literal(explanation.layer ?? "")}]`,
  ];
};

const byCaptum =
  (name: string, options: (e: Exported) => string = () => ""): Lines =>
  (e) =>
    captum(e, name, [`raw = ${name}(explained).attribute(x, target=target${options(e)})`], "input");

const layerGradCam = (e: Exported, times = "") =>
  captum(
    e,
    "LayerGradCam",
    [
      "cam = LayerGradCam(explained, layer)",
      `raw = cam.attribute(x, target=target, relu_attributions=False)[0, 0]${times}`,
    ],
    "layer",
  );

const byGradCam =
  (name: string, note?: string): Lines =>
  (e) => {
    const { target } = e.explanation;
    const score =
      target.kind === "contrast"
        ? `lambda scores: scores[${target.index}] - scores[${target.against}]`
        : `lambda scores: scores[${indexOf(e)}]`;
    return [
      ...network,
      `from pytorch_grad_cam import ${name}`,
      "",
      ...layer(e),
      ...(note ? [`# ${note}`] : []),
      `with ${name}(model=model, target_layers=[layer]) as cam:`,
      `    shown = cam(input_tensor=torch.from_numpy(x), targets=[${score}])[0]`,
      "# pytorch-grad-cam cuts off what is negative, stretches to 0 .. 1 and resizes to the input",
      "print(shown.shape, shown.min(), shown.max())",
    ];
  };

const number = ({ explanation: { parameters, figures } }: Exported, name: string) =>
  Number(parameters[name] ?? figures[name]);

const baselines: Record<string, (how: Exported["model"]["preprocessing"]) => string[]> = {
  zero: () => ["baseline = torch.zeros_like(x)"],
  black: (how) => uniform(how, 0),
  white: (how) => uniform(how, 255),
  mean: () => ["baseline = x.mean(dim=(2, 3), keepdim=True).expand_as(x).detach()"],
  blur: () => ["baseline = ...  # x, blurred by a Gaussian of a fourteenth of its shorter side"],
};
const uniform = (how: Exported["model"]["preprocessing"], pixel: number) => {
  const values = how.mean.map((m, c) => (pixel * how.rescale_factor - m) / how.std[c]);
  const view = how.layout === "NCHW" ? ".view(1, -1, 1, 1)" : "";
  return [`baseline = torch.tensor(${numbers(values)})${view}.expand_as(x)`];
};

const shapeOf = ({ model: { preprocessing: how } }: Exported, { across, down }: Grid["window"]) => {
  const channels = how.mean.length;
  return how.layout === "NCHW"
    ? `(${channels}, ${down}, ${across})`
    : `(${down}, ${across}, ${channels})`;
};

const noise: Record<string, string> = {
  mean: "smoothgrad",
  squared: "smoothgrad_sq",
  variance: "vargrad",
};

/** By our method's id. */
export const methods: Record<string, Lines> = {
  saliency: byCaptum("Saliency", () => ", abs=False"),
  "input-x-gradient": byCaptum("InputXGradient"),
  "guided-backprop": byCaptum("GuidedBackprop"),
  deconvnet: byCaptum("Deconvolution"),
  "integrated-gradients": (e) =>
    captum(
      e,
      "IntegratedGradients",
      [
        ...baselines[String(e.explanation.parameters.baseline)](e.model.preprocessing),
        "raw, error = IntegratedGradients(explained).attribute(",
        `    x, baselines=baseline, target=target, n_steps=${number(e, "steps")},`,
        '    method="gausslegendre", return_convergence_delta=True)',
      ],
      "input",
    ),
  smoothgrad: (e) =>
    captum(
      e,
      "NoiseTunnel, Saliency",
      [
        "# other random numbers than Glassbox's",
        `sigma = ${number(e, "sigma")} * (x.max() - x.min()).item()`,
        "raw = NoiseTunnel(Saliency(explained)).attribute(",
        `    x, nt_type="${noise[String(e.explanation.parameters.statistic)]}",`,
        `    nt_samples=${number(e, "samples")}, stdevs=sigma, target=target, abs=False)`,
      ],
      "input",
    ),
  occlusion: (e) => {
    const { width, height } = e.model.preprocessing;
    const { window, stride } = gridOf(
      width,
      height,
      e.explanation.parameters as unknown as GridParameters,
    );
    return captum(
      e,
      "Occlusion",
      [
        `raw = Occlusion(explained).attribute(x, sliding_window_shapes=${shapeOf(e, window)},`,
        `    strides=${shapeOf(e, stride)}, baselines=${number(e, "fill") || 0}, target=target)`,
      ],
      "input",
    );
  },
  "grad-cam": (e) => layerGradCam(e),
  cam: (e) => {
    const [height, width] = e.explanation.raw.dims;
    return [
      "# neither library has CAM; behind a mean over all cells it is Grad-CAM times their number",
      ...layerGradCam(e, ` * ${height * width}`),
    ];
  },
  "guided-grad-cam": (e) =>
    captum(
      e,
      "GuidedGradCam",
      [
        "raw = GuidedGradCam(explained, layer).attribute(x, target=target,",
        `    interpolate_mode="${e.explanation.parameters.upsampling}")`,
      ],
      "layer",
    ),
  "grad-cam-plus-plus": byGradCam("GradCAMPlusPlus"),
  "hires-cam": byGradCam("HiResCAM"),
  "layer-cam": byGradCam("LayerCAM"),
  "xgrad-cam": byGradCam("XGradCAM"),
  "score-cam": (e) =>
    byGradCam(
      "ScoreCAM",
      `it upsamples corner to corner (alignCorners), here: ${python(e.explanation.parameters.alignCorners === true)}`,
    )(e),
  rise,
  attention,
};
