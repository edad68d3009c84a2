"""timm imports torchvision, whose compiled operators are missing where it was built for other hardware than PyTorch."""

import torch


def declare_operators():
    """Lets such a torchvision be imported: it describes two operators that must be known by then. Nothing calls them."""
    try:
        import torchvision  # noqa: F401
    except RuntimeError:
        for name in ("nms", "qnms"):
            LIBRARY.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")


LIBRARY = torch.library.Library("torchvision", "FRAGMENT")
"""Kept as a global, since its declarations end when the object is deleted."""
