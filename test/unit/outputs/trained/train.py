"""Trains the small networks beside this file on drawn pictures of disks and squares.

    pip install torch onnx onnxscript
    python train.py [name ...]

Each picture has noise, one or two disks and one or two squares of any colour; where they are is known.
`pictures.ts` draws the same kind of picture. About ten minutes on two cores; seeded.
"""

import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

SIDE, CELL = 64, 4
GRID = SIDE // CELL
DISK, SQUARE = 0, 1
rng = np.random.default_rng(0)


def picture(disks=None, squares=None):
    """An array [3, 64, 64] of 0 to 1, and its things: (kind, x, y, radius), apart from each other."""
    ground = rng.uniform(0.2, 0.8, 3)
    pixels = ground[:, None, None] + rng.normal(0, 0.04, (3, SIDE, SIDE))
    ys, xs = np.mgrid[0:SIDE, 0:SIDE] + 0.5
    kinds = [DISK] * (disks or rng.integers(1, 3)) + [SQUARE] * (squares or rng.integers(1, 3))
    things = []
    for kind in kinds:
        for _ in range(100):
            radius = rng.uniform(5, 9)
            x, y = rng.uniform(radius + 1, SIDE - radius - 1, 2)
            if all(np.hypot(x - a, y - b) > radius + r + 6 for _, a, b, r in things):
                break
        else:
            continue
        colour = rng.uniform(0, 1, 3)
        while np.abs(colour - ground).max() < 0.4:
            colour = rng.uniform(0, 1, 3)
        inside = (
            np.hypot(xs - x, ys - y) < radius
            if kind == DISK
            else np.maximum(np.abs(xs - x), np.abs(ys - y)) < radius
        )
        pixels[:, inside] = colour[:, None] + rng.normal(0, 0.04, (3, inside.sum()))
        things.append((kind, x, y, radius))
    return pixels.clip(0, 1).astype(np.float32), things


def batch(size, **which):
    drawn = [picture(**which) for _ in range(size)]
    return torch.tensor(np.stack([p for p, _ in drawn])), [t for _, t in drawn]


def conv(a, b, stride=1, kernel=3):
    return nn.Sequential(nn.Conv2d(a, b, kernel, stride, kernel // 2), nn.BatchNorm2d(b), nn.ReLU())


class Trunk(nn.Sequential):
    """Features at a quarter of the resolution, [N, 32, 16, 16]."""

    def __init__(self):
        super().__init__(
            conv(3, 16, 2), conv(16, 32, 2), conv(32, 32), conv(32, 32), conv(32, 32), conv(32, 32)
        )


def masks_of(things, side):
    """[things, side, side] of 0 and 1."""
    ys, xs = (np.mgrid[0:side, 0:side] + 0.5) * (SIDE / side)
    return [
        np.hypot(xs - x, ys - y) < r if k == DISK else np.maximum(abs(xs - x), abs(ys - y)) < r
        for k, x, y, r in things
    ]


class Centre(nn.Module):
    """Objects as points: a heat map of centres for each class, sizes and offsets in cells."""

    names = ["hm", "wh", "reg"]

    def __init__(self):
        super().__init__()
        self.trunk = Trunk()
        self.hm, self.wh, self.reg = (nn.Conv2d(32, 2, 1) for _ in range(3))
        nn.init.constant_(self.hm.bias, -3)

    def forward(self, x):
        f = self.trunk(x)
        return self.hm(f), self.wh(f), self.reg(f)

    def loss(self):
        x, things = batch(32)
        hm, wh, reg = self(x)
        target = torch.zeros_like(hm)
        rows, cols = np.mgrid[0:GRID, 0:GRID]
        size = 0
        for n, ts in enumerate(things):
            for k, px, py, r in ts:
                u, v = px / CELL, py / CELL
                i, j = int(v), int(u)
                near = np.exp(-((rows - i) ** 2 + (cols - j) ** 2) / 2).astype(np.float32)
                target[n, k] = torch.maximum(target[n, k], torch.tensor(near))
                want = torch.tensor([2 * r / CELL] * 2)
                size = size + F.l1_loss(wh[n, :, i, j], want)
                size = size + F.l1_loss(reg[n, :, i, j], torch.tensor([u - j, v - i]).float())
        p = hm.sigmoid().clamp(1e-4, 1 - 1e-4)
        here = target == 1
        focal = -((1 - p) ** 2 * p.log())[here].sum()
        focal = focal - ((1 - target) ** 4 * p**2 * (1 - p).log())[~here].sum()
        return (focal + 0.5 * size) / here.sum()


class Prototypes(nn.Module):
    """YOLO's segment: candidates of strides 8, 16 and 32, masks as sums of eight prototypes."""

    names = ["output0", "output1"]

    def __init__(self):
        super().__init__()
        self.trunk = Trunk()
        self.down = nn.ModuleList([conv(32, 32, 2) for _ in range(3)])
        self.heads = nn.ModuleList([nn.Conv2d(32, 4 + 2 + 8, 1) for _ in range(3)])
        self.protos = nn.Sequential(conv(32, 32), nn.Conv2d(32, 8, 1))
        for h in self.heads:
            nn.init.constant_(h.bias[4:6], -3)

    def raw(self, x):
        f = self.trunk(x)
        protos, found = self.protos(f), []
        for stride, down, head in zip([8, 16, 32], self.down, self.heads):
            f = down(f)
            found.append(head(f).flatten(2))
        return torch.cat(found, 2), protos

    def forward(self, x):
        raw, protos = self.raw(x)
        centres, strides = [], []
        for stride in [8, 16, 32]:
            n = SIDE // stride
            v, u = torch.meshgrid(torch.arange(n), torch.arange(n), indexing="ij")
            centres.append((torch.stack([u, v]).flatten(1) + 0.5) * stride)
            strides.append(torch.full((1, n * n), float(stride)))
        at, stride = torch.cat(centres, 1), torch.cat(strides, 1)
        box = torch.cat([at + raw[:, 0:2] * stride, raw[:, 2:4].exp() * stride], 1)
        return torch.cat([box, raw[:, 4:6].sigmoid(), raw[:, 6:]], 1), protos

    def loss(self):
        x, things = batch(32)
        raw, protos = self.raw(x)
        target = torch.zeros_like(raw[:, 4:6])
        rest, count = 0, 0
        for n, ts in enumerate(things):
            masks = masks_of(ts, GRID)
            for (k, px, py, r), mask in zip(ts, masks):
                i, j = int(py / 8), int(px / 8)
                a = i * 8 + j
                target[n, k, a] = 1
                want = [px / 8 - j - 0.5, py / 8 - i - 0.5, np.log(2 * r / 8), np.log(2 * r / 8)]
                rest = rest + F.smooth_l1_loss(raw[n, :4, a], torch.tensor(want).float()) * 5
                logits = (raw[n, 6:, a, None, None] * protos[n]).sum(0)
                v, u = np.mgrid[0:GRID, 0:GRID] * CELL + CELL / 2
                inside = torch.tensor(np.maximum(abs(u - px), abs(v - py)) < r + 4)
                want = torch.tensor(mask.astype(np.float32))
                rest = rest + F.binary_cross_entropy_with_logits(logits[inside], want[inside]) * 2
                count += 1
        p = raw[:, 4:6].sigmoid().clamp(1e-4, 1 - 1e-4)
        focal = -((1 - p) ** 2 * p.log() * target + p**2 * (1 - p).log() * (1 - target)).sum()
        return (focal + rest) / count


class Hourglass(nn.Module):
    """Two key points, the middles of the one disk and of the one square, as heat maps."""

    names = ["heatmaps"]

    def __init__(self):
        super().__init__()
        self.trunk = Trunk()
        self.inner = nn.Sequential(nn.MaxPool2d(2), conv(32, 32), conv(32, 32), nn.Upsample(None, 2))
        self.out = nn.Sequential(conv(32, 32), nn.Conv2d(32, 2, 1))

    def forward(self, x):
        f = self.trunk(x)
        return self.out(f + self.inner(f))

    def loss(self):
        x, things = batch(32, disks=1, squares=1)
        rows, cols = np.mgrid[0:GRID, 0:GRID] + 0.5
        target = np.zeros((len(x), 2, GRID, GRID), np.float32)
        for n, ts in enumerate(things):
            for k, px, py, _ in ts:
                far = (rows - py / CELL) ** 2 + (cols - px / CELL) ** 2
                target[n, k] = np.exp(-far / 2)
        return F.mse_loss(self(x), torch.tensor(target)) * 100


class Landmarks(Hourglass):
    """The same two points as coordinates, 0 to 1: x, y of the disk, x, y of the square."""

    names = ["landmarks"]

    def forward(self, x):
        heat = super().forward(x).flatten(2).softmax(2).reshape(-1, 2, GRID, GRID)
        at = (torch.arange(GRID) + 0.5) / GRID
        xs, ys = (heat.sum(2) * at).sum(2), (heat.sum(3) * at).sum(2)
        return torch.stack([xs, ys], 2).flatten(1)

    def loss(self):
        x, things = batch(32, disks=1, squares=1)
        target = torch.zeros(len(x), 4)
        for n, ts in enumerate(things):
            for k, px, py, _ in ts:
                target[n, 2 * k : 2 * k + 2] = torch.tensor([px / SIDE, py / SIDE])
        return F.l1_loss(self(x), target) * 20


class Translator(nn.Module):
    """A picture of a picture: disks in blue, squares in yellow, all else black."""

    names = ["translated"]
    colours = torch.tensor([[0.1, 0.2, 0.9], [0.9, 0.8, 0.1]])

    def __init__(self):
        super().__init__()
        self.fine = conv(3, 16)
        self.trunk = Trunk()
        self.up = nn.Sequential(nn.Upsample(None, 4), conv(32, 16))
        self.out = nn.Sequential(conv(32, 16), nn.Conv2d(16, 3, 3, 1, 1))

    def forward(self, x):
        return self.out(torch.cat([self.fine(x), self.up(self.trunk(x))], 1)).sigmoid()

    def loss(self):
        x, things = batch(16)
        target = torch.zeros_like(x)
        for n, ts in enumerate(things):
            for (k, *_), mask in zip(ts, masks_of(ts, SIDE)):
                target[n][:, torch.tensor(mask)] = self.colours[k][:, None]
        return F.l1_loss(self(x), target) * 10


class Generator(nn.Module):
    """Draws a disk or a square: label [N] (0 or 1), code [N, 4] of x, y, radius and brightness."""

    names = ["drawn"]

    def __init__(self):
        super().__init__()
        self.kinds = nn.Embedding(2, 8)
        at = (torch.arange(32) + 0.5) / 32
        self.register_buffer("at", torch.stack(torch.meshgrid(at, at, indexing="ij"))[None])
        self.draw = nn.Sequential(
            nn.Conv2d(14, 32, 1), nn.ReLU(), nn.Conv2d(32, 32, 1), nn.ReLU(),
            nn.Conv2d(32, 32, 1), nn.ReLU(), nn.Conv2d(32, 3, 1),
        )

    def forward(self, label, code):
        given = torch.cat([self.kinds(label), code], 1)[:, :, None, None].expand(-1, -1, 32, 32)
        at = self.at.expand(len(code), -1, -1, -1)
        return self.draw(torch.cat([given, at], 1)).sigmoid()

    def loss(self):
        label, code = torch.randint(0, 2, (32,)), torch.rand(32, 4)
        x, y, r, bright = code.T[:, :, None, None]
        dx, dy = self.at[:, 1] - (0.3 + 0.4 * x), self.at[:, 0] - (0.3 + 0.4 * y)
        far = torch.where(
            label[:, None, None] == DISK, torch.hypot(dx, dy), torch.maximum(dx.abs(), dy.abs())
        )
        inside = ((0.1 + 0.15 * r - far) * 40).sigmoid()
        want = (inside * (0.3 + 0.7 * bright))[:, None].expand(-1, 3, -1, -1)
        return F.mse_loss(self(label, code), want) * 100


nets = {
    "centre": (Centre, 500),
    "prototypes": (Prototypes, 700),
    "hourglass": (Hourglass, 400),
    "landmarks": (Landmarks, 500),
    "translator": (Translator, 300),
    "generator": (Generator, 1500),
}


def train(name):
    kind, steps = nets[name]
    torch.manual_seed(0)
    net = kind()
    optimizer = torch.optim.AdamW(net.parameters(), 3e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 6e-3, steps)
    for step in range(steps):
        loss = net.loss()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 50 == 49:
            print(f"{name} {step + 1}/{steps} {loss.item():.3f}", flush=True)
    net.eval()
    inputs, given = ["picture"], (torch.zeros(1, 3, SIDE, SIDE),)
    if name == "generator":
        inputs, given = ["label", "code"], (torch.zeros(1, dtype=torch.long), torch.zeros(1, 4))
    torch.onnx.export(
        net, given, f"{name}.onnx", input_names=inputs, output_names=kind.names, dynamo=True,
        external_data=False,
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    for each in sys.argv[1:] or nets:
        train(each)
