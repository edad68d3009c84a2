"""`python3 -m goldens.attentive_origins [folder]`: attentive poolings as their authors define them, in float64 by PyTorch.

Written anew from the papers and their published code, with tensors of heads as there, and none of this project's formulas:

- EP: efficient probing (Psomas et al. 2026; github.com/billpsomas/efficient-probing, `poolings/ep.py`)
- ABMIL: attention-based multiple-instance learning (Ilse et al. 2018, Eqs. 7 to 9; github.com/AMLab-Amsterdam/AttentionDeepMIL)
- SimPool (Psomas et al. 2023; github.com/billpsomas/simpool, `sp.py`): with γ, that code moves the values by the smallest
  number of the whole batch and does not move them back; here one channel of one image counts, and moves back
- heads: one query of all channels, cut into heads, as in a transformer's attention with a learned query
"""

import sys
from pathlib import Path

import torch

from .core_data import DATA
from .inputs import normal
from .write import write_cases

ORIGIN = {
    "tool": "tools/goldens",
    "method": "the formulas of the papers and of their code, written in this tool with PyTorch, float64 and autograd",
    "torch": torch.__version__,
}
BATCH, TOKENS, CHANNELS = 2, 5, 6


def main(folder: Path):
    cases = [ep(2, 1), ep(3, 1), ep(3, 2), abmil(True), abmil(False), simpool(1, None), simpool(2, None), simpool(1, 2.0), heads(2)]
    write_cases(folder, "attentive-origins", ORIGIN, cases)
    print(f"{len(cases)} cases")


def drawn(id, *shape):
    size = 1
    for length in shape:
        size *= length
    return torch.tensor(normal(id, size).reshape(shape), dtype=torch.float64, requires_grad=True)


def ep(queries, d_out):
    """`d_out` is the number by which the number of output channels is divided."""
    id = f"ep/queries={queries}/d_out={d_out}"
    out = CHANNELS // d_out
    x, query, weight = drawn(id, BATCH, TOKENS, CHANNELS), drawn(id + "#query", queries, CHANNELS), drawn(id + "#value", out, CHANNELS)
    attention = torch.softmax(query * CHANNELS**-0.5 @ x.transpose(1, 2), dim=-1)
    values = torch.nn.functional.linear(x, weight).reshape(BATCH, TOKENS, queries, out // queries).permute(0, 2, 1, 3)
    y = torch.matmul(attention.unsqueeze(2), values).reshape(BATCH, out)
    spec = {"type": "mean", "attend": {"score": "query", "groups": queries, "value": out}}
    return record(id, spec, x, y, {"attend.query": (query, False), "attend.value": (weight, True)})


def abmil(gate):
    id = f"abmil/gate={str(gate).lower()}"
    hidden = 4
    x, first, bias = drawn(id, BATCH, TOKENS, CHANNELS), drawn(id + "#V", hidden, CHANNELS), drawn(id + "#v", hidden)
    second, other = drawn(id + "#U", hidden, CHANNELS), drawn(id + "#u", hidden)
    w = drawn(id + "#w", 1, hidden)
    h = torch.tanh(torch.nn.functional.linear(x, first, bias))
    if gate:
        h = h * torch.sigmoid(torch.nn.functional.linear(x, second, other))
    attention = torch.softmax(torch.nn.functional.linear(h, w).transpose(1, 2), dim=2)
    y = torch.bmm(attention, x)[:, 0]
    spec = {"type": "mean", "attend": {"score": "gated", "hidden": hidden, "gate": gate}}
    parameters = {"attend.tanh.matrix": (first, False), "attend.tanh.bias": (bias, False), "attend.score": (w, False)}
    if gate:
        parameters |= {"attend.gate.matrix": (second, False), "attend.gate.bias": (other, False)}
    return record(id, spec, x, y, parameters)


def simpool(count, gamma):
    id = f"simpool/heads={count}/gamma={gamma}"
    x, wq, wk = drawn(id, BATCH, TOKENS, CHANNELS), drawn(id + "#q", CHANNELS, CHANNELS), drawn(id + "#k", CHANNELS, CHANNELS)
    split = lambda t: t.reshape(BATCH, -1, count, CHANNELS // count).permute(0, 2, 1, 3)  # noqa: E731
    normed = torch.nn.functional.layer_norm(x, (CHANNELS,), eps=1e-6)
    query = split(torch.nn.functional.linear(x.mean(dim=1, keepdim=True), wq))
    key = split(torch.nn.functional.linear(normed, wk))
    attention = torch.softmax(query @ key.transpose(-2, -1) * (CHANNELS // count) ** -0.5, dim=-1)
    values = split(normed)
    if gamma is None:
        pooled = attention @ values
    else:
        low = values.amin(dim=2, keepdim=True)
        pooled = (attention @ (values - low + 1e-6) ** gamma) ** (1 / gamma) + low - 1e-6
    y = pooled.permute(0, 2, 1, 3).reshape(BATCH, CHANNELS)
    mean = {"type": "mean"} if gamma is None else {"type": "gem", "p": gamma, "negatives": "shift", "trainable": False}
    spec = {**mean, "attend": {"score": "mean", "groups": count}}
    return record(id, spec, x, y, {"attend.query": (wq, False), "attend.key": (wk, False)})


def heads(count):
    id = f"heads/{count}"
    x, query = drawn(id, BATCH, TOKENS, CHANNELS), drawn(id + "#query", CHANNELS)
    split = lambda t: t.reshape(t.shape[0], -1, count, CHANNELS // count).permute(0, 2, 1, 3)  # noqa: E731
    y = torch.nn.functional.softmax(split(query[None, None]) @ split(x).transpose(-2, -1) * (CHANNELS // count) ** -0.5, dim=-1) @ split(x)
    spec = {"type": "mean", "attend": {"score": "query", "groups": count, "over": "group"}}
    return record(id, spec, x, y.permute(0, 2, 1, 3).reshape(BATCH, CHANNELS), {"attend.query": (query, False)})


def record(id, spec, x, y, parameters):
    """Matrices of a torch Linear are `[out, in]`; those marked here are `[in, out]` in this project."""
    dy = torch.tensor(normal(id + "#dy", y.numel()).reshape(y.shape), dtype=torch.float64)
    (y * dy).sum().backward()
    turned = lambda tensor, turn: flat(tensor.T if turn else tensor)  # noqa: E731
    return {
        "id": id,
        "spec": spec,
        "shape": list(x.shape),
        "x": flat(x),
        "dy": flat(dy),
        "parameters": {name: turned(tensor, turn) for name, (tensor, turn) in parameters.items()},
        "y": flat(y),
        "dx": flat(x.grad),
        "slopes": {name: turned(tensor.grad, turn) for name, (tensor, turn) in parameters.items()},
    }


def flat(tensor):
    return tensor.detach().reshape(-1).tolist()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
