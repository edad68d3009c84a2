"""What looks like a pooling and is none: functions of tokens x [batch, tokens, 6], and of masks [batch, tokens]."""

import torch
from torchPoolings import FIXED_LAST, at_last, weights

OTHERWISE_WEIGHED = {
    "patches by the mask of all but the last": lambda x, m: (x[:, 1:] * m[:, :-1, None]).sum(1)
    / m[:, :-1].sum(1, keepdim=True),
}

NO_MASKED_MEANS = {
    "weights over the sum of another axis": lambda x, m: (x * (m.float() / m.float().sum(0, keepdim=True))[..., None]).sum(1),
    "weights over the number of all tokens": lambda x, m: (x * (m.float() / m.shape[1])[..., None]).sum(1),
    "weights that add up to 1/2": lambda x, m: (x * (weights(m) / 2)[..., None]).sum(1),
    "weights squared": lambda x, m: (x * (weights(m) ** 2)[..., None]).sum(1),
    "weighted tokens squared": lambda x, m: ((x * weights(m)[..., None]) ** 2).sum(1).sqrt(),
    "product over the sum of another axis": lambda x, m: (m.float().unsqueeze(1) @ x).squeeze(1) / m.float().sum(),
    "patches over the sum of all": lambda x, m: (x[:, 1:] * m[:, 1:, None]).sum(1) / m.sum(1, keepdim=True),
    "patches by weights of all": lambda x, m: (x[:, 1:] * weights(m)[:, 1:].unsqueeze(-1)).sum(1),
    "mean that goes back": lambda x, m: x - (x * weights(m)[..., None]).sum(1, keepdim=True),
    "product that goes back": lambda x, m: x - weights(m).unsqueeze(1) @ x,
}

TWO_MASKS = {
    "weights over the sum of another mask": lambda x, m, o: (
        x * (m.float() / o.sum(1, keepdim=True))[..., None]
    ).sum(1),
    "product over the sum of another mask": lambda x, m, o: (m.float().unsqueeze(1) @ x).squeeze(1)
    / o.sum(1, keepdim=True),
}

NO_LAST = {
    "last kept token of two images of any number": FIXED_LAST["last kept token of a fixed batch"],
    "token behind the last kept": lambda x, m: at_last(x, m.sum(1) % x.shape[1]),
    "second last kept token": lambda x, m: at_last(x, (m.sum(1) - 2).clamp(min=0)),
    "token by a number for each image": lambda x, m: at_last(x, m[:, 0]),
    "token of the sum of another axis": lambda x, m: x[torch.arange(x.shape[0]), m.sum() - 1 - m.sum(1)],
    "last kept token of the first image": lambda x, m: x[torch.arange(1), m.sum(1) - 1],
    "last kept token in wrong rows": lambda x, m: x.flatten(0, 1)[torch.arange(x.shape[0]) * 3 + m.sum(1) - 1],
}

NO_MEANS = {
    "row of other numbers": lambda x: (torch.tensor([[0.3, 0.1, 0.2, 0.2, 0.2]]) @ x).squeeze(1),
    "row of 1/4 of five tokens": lambda x: (torch.full((1, 5), 0.25) @ x).squeeze(1),
    "list along channels": lambda x: x @ torch.full((6,), 1 / 6),
    "equation over channels": lambda x: torch.einsum("bnd->bn", x) / 6,
    "equation over the batch": lambda x: torch.einsum("bnd->nd", x) / 2,
    "two rows": lambda x: torch.full((2, 5), 0.2) @ x,
    "row that goes back": lambda x: x - torch.full((1, 5), 0.2) @ x,
}

NO_EQUATIONS = {
    "equation of undivided weights": lambda x, m: torch.einsum("bn,bnd->bd", m.float() * 0.3, x),
    "equation of a mask over the sum of another axis": lambda x, m: torch.einsum("bn,bnd->bd", m.float(), x)
    / m.float().sum(),
    "equation with all images": lambda x, m: torch.einsum("an,bnd->bd", weights(m), x),
    "equation of several rows": lambda x, m: torch.einsum("qn,bnd->bqd", torch.full((2, 5), 0.2), x),
    "equation that keeps tokens": lambda x, m: torch.einsum("bn,bnd->bnd", weights(m), x),
}

NO_TOP = {
    "the smallest": lambda x: x.topk(3, dim=1, largest=False).values.mean(1),
    "topk of channels": lambda x: x.topk(3, dim=2).values.mean(2),
    "the mean of channels of the topk": lambda x: x.topk(3, dim=1).values.mean(2),
    "topk over another number": lambda x: x.topk(3, dim=1).values.sum(1) / 2,
    "as many as half of the tokens": lambda x: x.topk(x.shape[1] // 2, dim=1).values.mean(1),
    "a threshold": lambda x: x - x.topk(3, dim=1).values.mean(1, keepdim=True),
    "the k-th": lambda x: x.topk(3, dim=1).values[:, 2],
}
