"""Trains SampleNet on the drawn pictures and writes model.onnx with its sidecar.

    node draw.mjs --out data --per-class 700
    python train.py data
"""

import argparse
import json
import re
from pathlib import Path

import onnx
import torch
from torch import nn
from torch.nn import functional as F
from torchvision.datasets import ImageFolder
from torchvision.transforms import v2

SIZE = 96
MEAN = [0.5, 0.5, 0.5]
STD = [0.25, 0.25, 0.25]

HERE = Path(__file__).resolve().parent


class Block(nn.Module):
    """Two convolutions and a residual connection."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False),
                nn.BatchNorm2d(outputs),
            )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        y = y + self.shortcut(x)
        return F.relu(y)


class SampleNet(nn.Module):
    """A small residual network: 96 x 96 pixels in, one score per class out."""

    def __init__(self, classes: int):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 24, 5, stride=2, padding=2, bias=False),
            nn.BatchNorm2d(24),
            nn.ReLU(),
        )
        self.pool = nn.MaxPool2d(2)
        self.layer1 = Block(24, 32)
        self.layer2 = Block(32, 64, stride=2)
        self.layer3 = Block(64, 64)
        self.fc = nn.Linear(64, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        x = self.pool(x)
        x = self.layer1(x)
        x = self.layer2(x)
        x = self.layer3(x)
        x = F.adaptive_avg_pool2d(x, 1)
        x = torch.flatten(x, 1)
        return self.fc(x)


def load(folder: Path) -> tuple[torch.Tensor, torch.Tensor, list[str]]:
    """Reads an ImageFolder tree into memory: pixels (bytes), class numbers, class names."""
    transform = v2.Compose([v2.PILToTensor(), v2.Resize(SIZE), v2.CenterCrop(SIZE)])
    dataset = ImageFolder(folder, transform=transform)
    pixels, labels = zip(*dataset)
    return torch.stack(pixels), torch.tensor(labels), dataset.classes


def preprocess(pixels: torch.Tensor) -> torch.Tensor:
    mean = torch.tensor(MEAN).view(3, 1, 1)
    std = torch.tensor(STD).view(3, 1, 1)
    return (pixels / 255 - mean) / std


def train(model: SampleNet, pixels: torch.Tensor, labels: torch.Tensor, epochs: int) -> None:
    batch = 64
    steps = epochs * (len(pixels) // batch)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=steps)
    model.train()
    for epoch in range(epochs):
        total = 0.0
        for chosen in torch.randperm(len(pixels)).split(batch)[: len(pixels) // batch]:
            loss = F.cross_entropy(model(preprocess(pixels[chosen])), labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * batch
        print(f"epoch {epoch + 1}/{epochs}: loss {total / len(pixels):.4f}", flush=True)


@torch.no_grad()
def evaluate(model: SampleNet, folder: Path) -> None:
    pixels, labels, classes = load(folder)
    model.eval()
    guesses = torch.cat([model(preprocess(part)).argmax(1) for part in pixels.split(100)])
    right = guesses == labels
    for number, name in enumerate(classes):
        print(f"  {name}: {right[labels == number].float().mean():.1%}")
    print(f"test accuracy: {right.float().mean():.1%} of {len(labels)} pictures")


def export(model: SampleNet, path: Path) -> None:
    """Writes the network with the source line of every node, but without this machine's paths."""
    model.eval()
    example = torch.zeros(2, 3, SIZE, SIZE)
    program = torch.onnx.export(
        model,
        (example,),
        input_names=["image"],
        output_names=["logits"],
        dynamic_shapes={"x": {0: torch.export.Dim("batch")}},
        dynamo=True,
        external_data=False,
    )
    proto = program.model_proto
    for node in proto.graph.node:
        for entry in node.metadata_props:
            if entry.key == "pkg.torch.onnx.stack_trace":
                entry.value = own_frames(entry.value)
    onnx.checker.check_model(proto)
    onnx.save(proto, path)


def own_frames(trace: str) -> str:
    """Keeps the frames of files beside this one, with paths relative to this folder."""
    kept = []
    for frame in re.split(r'^ *(?=File ")', trace, flags=re.MULTILINE)[1:]:
        path = re.match(r'File "([^"]+)"', frame)[1]
        file = Path(path).resolve()
        if file.is_relative_to(HERE) and "site-packages" not in file.parts:
            kept.append(frame.replace(path, file.relative_to(HERE).as_posix(), 1).rstrip())
    return "\n  ".join(kept)


def write_sidecar(classes: list[str], path: Path) -> None:
    sidecar = {
        "labels": classes,
        "mean": MEAN,
        "std": STD,
        "rescale_factor": 1 / 255,
        "channel_order": "RGB",
        "resize": "crop",
        "resize_short": SIZE,
        "interpolation": "bilinear",
    }
    path.write_text(json.dumps(sidecar, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--weights", type=Path, help="export these instead of training anew")
    options = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(2)

    classes = sorted(entry.name for entry in (options.data / "train").iterdir())
    model = SampleNet(len(classes))
    if options.weights:
        model.load_state_dict(torch.load(options.weights))
    else:
        pixels, labels, _ = load(options.data / "train")
        train(model, pixels, labels, options.epochs)
        torch.save(model.state_dict(), options.data / "weights.pt")
    evaluate(model, options.data / "test")
    export(model, HERE / "model.onnx")
    write_sidecar(classes, HERE / "model.glassbox.json")


if __name__ == "__main__":
    main()
