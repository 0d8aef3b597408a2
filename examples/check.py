"""Counts how often the maximum of Grad-CAM lies where it should, with onnxruntime alone.

    node draw.mjs --fresh check --count 160
    python check.py check
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper
from PIL import Image

HERE = Path(__file__).resolve().parent
SIDECAR = json.loads((HERE / "model.glassbox.json").read_text())
SIZE = SIDECAR["resize_short"]
SHORTCUT_CLASS = "wasp"


def open_session() -> tuple[onnxruntime.InferenceSession, np.ndarray]:
    """The network with the last activation as a second output, and the weights of the scores."""
    model = onnx.load(HERE / "model.onnx")
    pooling = next(node for node in model.graph.node if node.op_type == "ReduceMean")
    model.graph.output.append(helper.make_empty_tensor_value_info(pooling.input[0]))
    stored = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
    session = onnxruntime.InferenceSession(model.SerializeToString())
    return session, stored["fc.weight"]


def read(path: Path) -> np.ndarray:
    image = Image.open(path).convert("RGB").resize((SIZE, SIZE), Image.Resampling.BILINEAR)
    pixels = np.asarray(image, np.float32) * SIDECAR["rescale_factor"]
    normal = (pixels - np.float32(SIDECAR["mean"])) / np.float32(SIDECAR["std"])
    return normal.transpose(2, 0, 1)[None]


def maximum(activation: np.ndarray, weights: np.ndarray) -> tuple[int, int]:
    """Row and column, in pixels of the input, of the largest value of Grad-CAM.

    The scores are a linear function of the pooled activation, so the mean gradient of a channel is
    its weight divided by the number of places.
    """
    small = np.maximum(np.tensordot(weights, activation, 1) / activation[0].size, 0)
    large = Image.fromarray(small).resize((SIZE, SIZE), Image.Resampling.BILINEAR)
    row, column = np.unravel_index(np.asarray(large).argmax(), (SIZE, SIZE))
    return int(row), int(column)


def wanted_region(path: Path, is_stamp: bool, cell: int) -> np.ndarray:
    """Where the maximum may lie: the object, or the stamp with one cell of the map around it."""
    image = Image.open(path.with_suffix(".mask.png")).convert("L").resize((SIZE, SIZE))
    region = np.asarray(image) >= 128
    if is_stamp:
        rows, columns = np.nonzero(region)
        region = np.zeros_like(region)
        top, left = max(0, rows.min() - cell), max(0, columns.min() - cell)
        region[top : rows.max() + cell + 1, left : columns.max() + cell + 1] = True
    return region


def print_stamp_effect(session: onnxruntime.InferenceSession, folder: Path) -> None:
    """What the network says once the stamp is taken from a wasp, or put on something else."""
    labels = SIDECAR["labels"]
    for name in labels:
        paths = sorted((folder / "swapped" / name).glob("*.png"))
        guesses = [labels[session.run(None, {"image": read(path)})[0].argmax()] for path in paths]
        counts = ", ".join(f"{guess} {guesses.count(guess)}" for guess in sorted(set(guesses)))
        change = "without the stamp" if name == SHORTCUT_CLASS else "with the stamp"
        print(f"  {name} {change}: called {counts}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", type=Path)
    folder = parser.parse_args().pictures
    session, weights = open_session()
    inside: dict[str, list[bool]] = {}
    right: dict[str, list[bool]] = {}
    for number, name in enumerate(SIDECAR["labels"]):
        for path in sorted((folder / name).glob("*.png")):
            if path.name.endswith(".mask.png"):
                continue
            logits, activation = session.run(None, {"image": read(path)})
            row, column = maximum(activation[0], weights[number])
            cell = SIZE // activation.shape[2]
            region = wanted_region(path, name == SHORTCUT_CLASS, cell)
            inside.setdefault(name, []).append(bool(region[row, column]))
            right.setdefault(name, []).append(int(logits.argmax()) == number)
    for name in inside:
        place = "stamp" if name == SHORTCUT_CLASS else "object"
        count = len(inside[name])
        found = f"maximum on the {place} {sum(inside[name])}/{count}"
        print(f"  {name}: right {sum(right[name])}/{count}, {found}")
    objects = [value for name in inside if name != SHORTCUT_CLASS for value in inside[name]]
    print(f"maximum on the object, all classes but {SHORTCUT_CLASS}: {sum(objects)}/{len(objects)}")
    print_stamp_effect(session, folder)


if __name__ == "__main__":
    main()
