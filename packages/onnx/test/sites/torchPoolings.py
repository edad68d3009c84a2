"""Poolings as people write them in torch: functions of tokens x [batch, tokens, 6], and of a mask m [batch, tokens]."""

import torch
from torch import nn


def weights(m, at_least=None):
    """A mask over what it adds up to."""
    m = m.float()
    n = m.sum(1, keepdim=True)
    return m / (n if at_least is None else n.clamp(min=at_least))


def expanded(x, m):
    return m.unsqueeze(-1).expand(x.size()).float()


MASKED_MEANS = {
    "product of a row": lambda x, m: (m.float().unsqueeze(1) @ x).squeeze(1) / m.sum(1, keepdim=True),
    "bmm of a row, clamped": lambda x, m: torch.bmm(m.unsqueeze(1).float(), x).squeeze(1)
    / m.sum(1, keepdim=True).float().clamp(min=1e-9),
    "bmm of a row, divided before it is squeezed": lambda x, m: (
        torch.bmm(m.float().unsqueeze(1), x) / m.float().unsqueeze(1).sum(-1, keepdim=True)
    ).squeeze(1),
    "product of a column": lambda x, m: (x.transpose(1, 2) @ m.float().unsqueeze(-1)).squeeze(-1)
    / m.sum(1, keepdim=True).clamp(min=1),
    "weights in a row": lambda x, m: (weights(m).unsqueeze(1) @ x).squeeze(1),
    "weights in a row, clamped": lambda x, m: torch.bmm(weights(m, 1e-9).unsqueeze(1), x)[:, 0],
    "weights in a column": lambda x, m: (x.transpose(1, 2) @ weights(m, 1.0)[..., None]).squeeze(-1),
    "weights times tokens": lambda x, m: (x * weights(m)[..., None]).sum(1),
    "weights times tokens, clamped": lambda x, m: (weights(m, 1.0).unsqueeze(-1) * x).sum(dim=1),
    "weights along channels": lambda x, m: (
        x * (expanded(x, m) / expanded(x, m).sum(1, keepdim=True).clamp(min=1e-9))
    ).sum(1),
    "weights by normalize": lambda x, m: (x * nn.functional.normalize(m.float(), p=1, dim=1).unsqueeze(-1)).sum(1),
    "chosen beside zeros": lambda x, m: torch.where(m[..., None] > 0, x, torch.zeros_like(x)).sum(1)
    / m.sum(1, keepdim=True),
    "weights by a reciprocal": lambda x, m: (
        x * (m.float() * m.float().sum(1, keepdim=True).reciprocal()).unsqueeze(-1)
    ).sum(1),
}

PATCHES = {
    "patches times mask": lambda x, m: (x[:, 1:] * m[:, 1:, None]).sum(1) / m[:, 1:].sum(1, keepdim=True),
    "patches times mask, cut after it is a column": lambda x, m: (
        (x[:, 1:] * m.unsqueeze(-1).float()[:, 1:]).sum(1) / m.unsqueeze(-1).float()[:, 1:].sum(1).clamp(min=1e-9)
    ),
    "patches by a product": lambda x, m: (m[:, 1:].float().unsqueeze(1) @ x[:, 1:]).squeeze(1)
    / m[:, 1:].sum(1, keepdim=True).clamp(min=1),
    "patches by weights": lambda x, m: (x[:, 1:] * weights(m[:, 1:]).unsqueeze(-1)).sum(1),
}

def last(x, m):
    return m.sum(1) - 1


def at_last(x, index):
    return x.gather(1, index.view(-1, 1, 1).expand(-1, -1, x.shape[2])).squeeze(1)


LAST = {
    "last kept token by arange": lambda x, m: x[torch.arange(x.shape[0]), m.sum(1) - 1],
    "last kept token by arange of the mask": lambda x, m: x[torch.arange(m.shape[0]), m.sum(dim=1) - 1],
    "last kept token of long": lambda x, m: x[torch.arange(x.size(0)), (m.sum(-1).long() - 1)],
    "last kept token by gather": lambda x, m: at_last(x, m.sum(1) - 1),
    "last kept token by gather and repeat": lambda x, m: x.gather(
        1, (m.sum(1, keepdim=True) - 1).unsqueeze(-1).repeat(1, 1, 6)
    )[:, 0],
    "last kept token of ids": lambda x, m: x[torch.arange(x.shape[0]), (m != 0).sum(1) - 1],
}

FIXED_LAST = {
    "last kept token of a fixed batch": lambda x, m: x[torch.arange(2), m.sum(1) - 1],
}

MEANS = {
    "mean by a row of 1/n": lambda x: (torch.full((1, 5), 0.2) @ x).squeeze(1),
    "mean by a list of 1/n": lambda x: torch.full((5,), 0.2) @ x,
    "mean by a column of 1/n": lambda x: (x.transpose(1, 2) @ torch.full((5, 1), 0.2)).squeeze(-1),
    "mean by a row of ones": lambda x: torch.matmul(torch.ones(1, 1, 5), x)[:, 0] / 5,
    "mean by an equation": lambda x: torch.einsum("bnd->bd", x) / 5,
    "mean by an equation with a list of 1/n": lambda x: torch.einsum("n,bnd->bd", torch.full((5,), 0.2), x),
}

OPEN_MEANS = {
    "mean by a row of ones of any length": lambda x: (x.new_ones(1, 1, x.shape[1]) @ x)[:, 0] / x.shape[1],
    "mean by an equation over the length": lambda x: torch.einsum("bnd->bd", x) / x.shape[1],
    "mean by an equation of turned tokens": lambda x: torch.einsum("bdn->bd", x.transpose(1, 2)) / x.size(1),
}

EQUATIONS = {
    "masked mean by an equation": lambda x, m: torch.einsum("bn,bnd->bd", m.float(), x) / m.sum(1, keepdim=True),
    "masked mean by an equation, tokens first": lambda x, m: torch.einsum("bnd,bn->bd", x, m.float())
    / m.sum(1, keepdim=True).clamp(min=1),
    "masked mean by an equation with weights": lambda x, m: torch.einsum("bn,bnd->bd", weights(m), x),
    "masked mean by dots": lambda x, m: torch.einsum("...nd,...n->...d", x, m.float()) / m.sum(1).unsqueeze(1),
    "masked mean by an equation of a row": lambda x, m: torch.einsum("bqn,bnd->bqd", weights(m).unsqueeze(1), x)[:, 0],
    "masked mean by other letters": lambda x, m: torch.einsum("i t c, i t -> i c", x, weights(m, 1e-9)),
}

MEAN_AND_TOKEN = {
    "half of the masked mean and the class token": lambda x, m: ((x * weights(m)[..., None]).sum(1) + x[:, 0]) / 2,
}

TOKEN_AND_MEAN = {
    "mean of a stack": lambda x, m: torch.stack([x[:, 0], (x * weights(m)[..., None]).sum(1)]).mean(0),
    "mean of a stack in the middle": lambda x, m: torch.stack([x[:, 0], (x * weights(m)[..., None]).sum(1)], 1).mean(1),
    "half of the class token and a product": lambda x, m: (
        x[:, 0] + (m.float().unsqueeze(1) @ x).squeeze(1) / m.sum(1, keepdim=True)
    )
    * 0.5,
}

BESIDE = {
    "class token beside the masked mean": lambda x, m: torch.cat([x[:, 0], (x * weights(m)[..., None]).sum(1)], -1),
}

MASKED_BOTH = {
    "half of masked mean and masked maximum": lambda x, m: (
        (x * m[..., None]).sum(1) / m.sum(1, keepdim=True) + x.masked_fill(m[..., None] == 0, -1e9).max(1).values
    )
    / 2,
}

PARTLY = {
    "half of masked mean and maximum": lambda x, m: ((x * weights(m)[..., None]).sum(1) + x.amax(1)) / 2,
}

TOP = {
    "topk, mean": lambda x: x.topk(3, dim=1).values.mean(1),
    "topk, sum over k": lambda x: x.topk(3, dim=1)[0].sum(dim=1) / 3,
    "topk of turned tokens": lambda x: x.transpose(1, 2).topk(3, dim=-1).values.mean(-1),
    "sort, the first three": lambda x: x.sort(dim=1, descending=True).values[:, :3].mean(1),
}

TOP_PATCHES = {
    "topk of patches": lambda x: x[:, 1:].topk(2, dim=1).values.mean(1),
}

MAPS = {
    "mean over axis 2, then max over axis 3": {
        "mean of rows, maximum of columns": lambda x: x.mean(2).max(2).values,
        "mean of rows, maximum of columns, kept": lambda x: x.mean(2, keepdim=True).amax(3, keepdim=True).flatten(1),
    },
    "max over axis 3, then mean over axis 2": {
        "maximum of columns, mean of rows": lambda x: x.amax(3).mean(2),
        "maximum of columns, adaptive mean": lambda x: nn.functional.adaptive_avg_pool1d(x.amax(3), 1).flatten(1),
    },
    "mix of 1 mean over axis 3, then max over axis 2 and 1 mean": {
        "mean of columns, then maximum and mean": lambda x: x.mean(3).max(2).values + x.mean(3).mean(2),
    },
    "mean": {
        "mean of means": lambda x: nn.functional.adaptive_avg_pool1d(x.mean(2), 1).flatten(1),
    },
}
