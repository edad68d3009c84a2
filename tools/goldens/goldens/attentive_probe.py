"""Attentive probing by PyTorch's own modules in float64: BatchNorm1d, Linear, Adam and cross_entropy.

    python3 -m goldens.attentive_probe   # writes packages/train/test/probe/attentiveProbe.json, a second
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

TARGET = pathlib.Path(__file__).parents[3] / "packages/train/test/probe/attentiveProbe.json"

IMAGES, TOKENS, CHANNELS, CLASSES = 12, 3, 4, 3
TRAIN, TEST, BATCH, EPOCHS, RATE, SEED = list(range(9)), [9, 10, 11], 4, 6, 0.02, 5
QUERY = [0.3, -0.2, 0.1, 0.4]


def mulberry32(seed):
    """The stream of numbers from 0 to 1 that the test draws too."""
    state = seed & 0xFFFFFFFF

    def draw():
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((state ^ (state >> 15)) * (1 | state)) & 0xFFFFFFFF
        t = ((t + ((t ^ (t >> 7)) * (61 | t) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t
        return (t ^ (t >> 14)) / 2**32

    return draw


def tokens():
    """Made in float32, as the test makes them."""
    sizes = range(IMAGES), range(TOKENS), range(CHANNELS)
    value = lambda i, t, c: math.sin(1.7 * ((i * TOKENS + t) * CHANNELS + c)) + 1.5 + (0.8 * (t + 1) if c == i % CLASSES else 0)
    return torch.tensor([[[value(i, t, c) for c in sizes[2]] for t in sizes[1]] for i in sizes[0]], dtype=torch.float32).double()


def probe(name, start, pool):
    draw, x = mulberry32(SEED), tokens()
    labels = torch.arange(IMAGES) % CLASSES
    weight = torch.tensor([0.01 * (2 * draw() - 1) for _ in range(CHANNELS * CLASSES)], dtype=torch.float32)
    head = torch.nn.Linear(CHANNELS, CLASSES).double()
    head.weight.data = weight.double().reshape(CHANNELS, CLASSES).T.clone()
    head.bias.data.zero_()
    norm = torch.nn.BatchNorm1d(CHANNELS, eps=1e-6, affine=False).double()
    own = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    groups = [{"params": head.parameters(), "times": 1}, {"params": [own], "times": 10 if name == "p" else 1}]
    adam = torch.optim.Adam(groups, lr=RATE)
    steps, step = EPOCHS * (len(TRAIN) // BATCH), 0
    for _ in range(EPOCHS):
        order = list(TRAIN)
        for i in range(len(order) - 1, 0, -1):
            j = math.floor(draw() * (i + 1))
            order[i], order[j] = order[j], order[i]
        for at in range(0, len(order) - BATCH + 1, BATCH):
            images = order[at : at + BATCH]
            for group in adam.param_groups:
                group["lr"] = RATE * (1 + math.cos(math.pi * step / steps)) / 2 * group["times"]
            adam.zero_grad()
            F.cross_entropy(head(norm(pool(x[images], own))), labels[images]).backward()
            adam.step()
            step += 1
    norm.eval()
    with torch.no_grad():
        logits = head(norm(pool(x[TEST], own)))
        loss = F.cross_entropy(logits, labels[TEST]).item()
    return {"loss": loss, "named": logits.argmax(1).tolist(), "parameters": {name: own.flatten().tolist()}}


def records():
    gem = lambda x, p: x.pow(p).mean(1).pow(1 / p)
    attend = lambda x, query: (torch.softmax(x @ query[0] / math.sqrt(CHANNELS), 1)[:, :, None] * x).sum(1)
    return [
        {"pooling": {"type": "gem", "p": 2}, **probe("p", [2.0], gem)},
        {"pooling": {"type": "mean", "attend": {"score": "query"}}, **probe("attend.query", [QUERY], attend)},
    ]


def main():
    origin = f"PyTorch {torch.__version__}, float64: python3 -m goldens.attentive_probe in tools/goldens"
    lines = ",\n".join(json.dumps(one) for one in records())
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(f'{{"origin": {json.dumps(origin)}, "cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
