"""`python3 torchHeads.py FOLDER`: heads of attention as timm, transformers, open_clip, efficient probing and ABMIL lay them out, exported.

Each is written anew with torch, behind a layer that makes tokens and before one that makes classes, with a fixed batch and with
an open one. `heads.json` has for each its input, what the model gives, and what it gives where the head, up to the vector of all
heads, is the mean of its tokens; and the tokens before the head, with the vector that it makes of them.
"""

import json
import sys
from pathlib import Path

import torch
from torch import nn

WIDTH, HEADS, TOKENS = 12, 3, 7


class Latent(nn.Module):
    """timm's AttentionPoolLatent (`map`)."""

    def __init__(self):
        super().__init__()
        self.latent = nn.Parameter(torch.randn(1, 1, WIDTH))
        self.q, self.kv, self.proj = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.norm, self.mlp = nn.LayerNorm(WIDTH), mlp()

    def vector(self, x):
        batch, count, width = x.shape
        q = self.q(self.latent.expand(batch, -1, -1)).reshape(batch, 1, HEADS, width // HEADS).transpose(1, 2)
        k, v = self.kv(x).reshape(batch, count, 2, HEADS, width // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        a = (q * (width // HEADS) ** -0.5 @ k.transpose(-2, -1)).softmax(dim=-1)
        return (a @ v).transpose(1, 2).reshape(batch, 1, width)

    def forward(self, x, as_mean=False):
        y = self.proj(x.mean(1, keepdim=True) if as_mean else self.vector(x))
        return (y + self.mlp(self.norm(y)))[:, 0]


class Probe(nn.Module):
    """SigLIP's head in transformers: nn.MultiheadAttention, batch first."""

    def __init__(self):
        super().__init__()
        self.probe = nn.Parameter(torch.randn(1, 1, WIDTH))
        self.attention = nn.MultiheadAttention(WIDTH, HEADS, batch_first=True)
        self.norm, self.mlp = nn.LayerNorm(WIDTH), mlp()

    def vector(self, x):
        (wq, wk, wv), (bq, bk, bv) = self.attention.in_proj_weight.chunk(3), self.attention.in_proj_bias.chunk(3)
        heads = [t.reshape(*t.shape[:-1], HEADS, -1).transpose(-3, -2) for t in (self.probe @ wq.T + bq, x @ wk.T + bk, x @ wv.T + bv)]
        a = (heads[0] @ heads[1].transpose(-2, -1) * (WIDTH // HEADS) ** -0.5).softmax(-1)
        return (a @ heads[2]).transpose(1, 2).reshape(x.shape[0], WIDTH)

    def forward(self, x, as_mean=False):
        y = self.attention.out_proj(x.mean(1, keepdim=True)) if as_mean else self.attention(self.probe.repeat(x.shape[0], 1, 1), x, x)[0]
        return (y + self.mlp(self.norm(y)))[:, 0]


class Pooler(nn.Module):
    """open_clip's AttentionalPooler of one query: tokens in front of the batch."""

    def __init__(self):
        super().__init__()
        self.query = nn.Parameter(torch.randn(1, WIDTH))
        self.attn = nn.MultiheadAttention(WIDTH, HEADS)
        nn.init.normal_(self.attn.in_proj_bias)
        self.ln_q, self.ln_k = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)

    def forward(self, x, as_mean=False):
        x = self.ln_k(x)
        if as_mean:
            return self.attn.out_proj(x.mean(1))
        x = x.permute(1, 0, 2)
        q = self.ln_q(self.query).unsqueeze(1).repeat(1, x.shape[1], 1)
        return self.attn(q, x, x, need_weights=False)[0].permute(1, 0, 2)[:, 0]


class Queries(nn.Module):
    """Efficient probing: a query for each run of channels, of projected tokens or of the tokens themselves."""

    def __init__(self, out=WIDTH):
        super().__init__()
        self.cls_token = nn.Parameter(torch.randn(1, HEADS, WIDTH))
        self.v = nn.Linear(WIDTH, out, bias=False) if out else nn.Identity()

    def forward(self, x, as_mean=False):
        if as_mean:
            return x.mean(1)
        batch, count, width = x.shape
        q = self.cls_token.expand(batch, -1, -1).reshape(batch, HEADS, 1, width).permute(0, 2, 1, 3) * width**-0.5
        k = x.reshape(batch, count, 1, width).permute(0, 2, 1, 3)
        v = self.v(x).reshape(batch, count, HEADS, width // HEADS).permute(0, 2, 1, 3)
        a = (q @ k.transpose(-2, -1)).softmax(dim=-1)
        return torch.matmul(a.squeeze(1).unsqueeze(2), v).view(batch, width)


class Plain(Queries):
    def __init__(self):
        super().__init__(out=None)


class Gated(nn.Module):
    """ABMIL: scores by a small network, with a gate or without."""

    def __init__(self, hidden=5, gate=True):
        super().__init__()
        self.attention_V = nn.Sequential(nn.Linear(WIDTH, hidden), nn.Tanh())
        self.attention_U = nn.Sequential(nn.Linear(WIDTH, hidden), nn.Sigmoid()) if gate else None
        self.attention_w = nn.Linear(hidden, 1)

    def forward(self, x, as_mean=False):
        if as_mean:
            return x.mean(1)
        h = self.attention_V(x) * self.attention_U(x) if self.attention_U else self.attention_V(x)
        return torch.bmm(self.attention_w(h).transpose(1, 2).softmax(-1), x).squeeze(1)


class Tanh(Gated):
    def __init__(self):
        super().__init__(gate=False)


class Bag(Gated):
    """The same of one bag at a time, as its authors write it."""

    def forward(self, x, as_mean=False):
        if as_mean:
            return x.mean(1)
        x = x.squeeze(0)
        a = self.attention_w(self.attention_V(x) * self.attention_U(x))
        return torch.mm(torch.transpose(a, 1, 0).softmax(dim=1), x)


class Model(nn.Module):
    def __init__(self, head):
        super().__init__()
        self.body, self.head, self.classes = nn.Linear(WIDTH, WIDTH), head, nn.Linear(WIDTH, 5)

    def forward(self, x, as_mean=False):
        return self.classes(self.head(torch.tanh(self.body(x)), as_mean))


def mlp():
    return nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))


def main(folder):
    torch.manual_seed(0)
    listed = []
    heads = {
        "timm map": Latent,
        "SigLIP": Probe,
        "open_clip pooler": Pooler,
        "efficient probing": Queries,
        "efficient probing without projection": Plain,
        "ABMIL with a gate": Gated,
        "ABMIL without": Tanh,
        "ABMIL of one bag": Bag,
    }
    for name, head in heads.items():
        model, x = Model(head()).eval(), torch.randn(1 if head is Bag else 2, TOKENS, WIDTH)
        for batch in ("fixed",) if head is Bag else ("fixed", "open"):
            file = f"{head.__name__}-{batch}.onnx"
            axes = {"x": {0: "batch"}} if batch == "open" else None
            torch.onnx.export(model, x, str(folder / file), input_names=["x"], output_names=["y"], opset_version=14, dynamic_axes=axes)
            with torch.no_grad():
                tokens = torch.tanh(model.body(x))
                vector = getattr(model.head, "vector", model.head)(tokens)
                listed.append(
                    {
                        "name": f"{name}, {batch} batch",
                        "file": file,
                        "shape": x.shape,
                        "x": flat(x),
                        "y": flat(model(x)),
                        "mean": flat(model(x, True)),
                        "tokens": flat(tokens),
                        "vector": flat(vector),
                    }
                )
    (folder / "heads.json").write_text(json.dumps(listed))


def flat(tensor):
    return tensor.reshape(-1).tolist()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
