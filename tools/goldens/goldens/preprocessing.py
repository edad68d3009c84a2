"""`python3 -m goldens.preprocessing [folder]`: what Pillow and torchvision make of images, for `packages/embed`.

Resizing is Pillow's, timm's evaluation torchvision's `Resize` and `CenterCrop` on Pillow images (`transforms_imagenet_eval` of
timm takes these), Debian's `python3-pil` and `python3-torchvision`. The cropping of transformers (`image_transforms.center_crop`)
is written anew here in numpy. Images are computed from a formula, which the tests have as well.
"""

import base64
import math
import sys
from pathlib import Path

import numpy
import PIL
import torchvision
from PIL import Image
from torchvision.transforms import CenterCrop, Compose, InterpolationMode, Resize

from .write import write_cases

DATA = Path(__file__).resolve().parents[3] / "packages/embed/test/data"

ORIGIN = {
    "tool": "tools/goldens, python3 -m goldens.preprocessing",
    "packages": {"Pillow": PIL.__version__, "torchvision": torchvision.__version__, "numpy": numpy.__version__},
    "method": "Pillow's resize; torchvision's Resize and CenterCrop for timm; the crop of transformers from its definition",
}

FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4, "hamming": 5}


def main(folder: Path):
    folder.mkdir(parents=True, exist_ok=True)
    write_cases(folder, "resize", ORIGIN, list(resize_cases()))
    write_cases(folder, "pipelines", ORIGIN, list(pipeline_cases()))


def resize_cases():
    for width, height, to_width, to_height in ((53, 37, 24, 18), (16, 20, 41, 33), (90, 7, 13, 7), (31, 64, 31, 9), (200, 150, 5, 5), (3, 2, 1, 1)):
        for name, code in FILTERS.items():
            resized = picture(width, height).resize((to_width, to_height), code)
            yield {"id": f"{name} {width}x{height} to {to_width}x{to_height}", "resample": name, "from": [width, height], "to": [to_width, to_height], "pixels": packed(numpy.asarray(resized))}


def pipeline_cases():
    colours = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
    vit = {"image_processor_type": "ViTImageProcessor", "do_resize": True, "size": {"height": 24, "width": 24}, "resample": 2, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
    old_vit = {"feature_extractor_type": "ViTFeatureExtractor", "do_resize": True, "size": 24, "resample": 2, "do_normalize": True, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
    dino = {"image_processor_type": "BitImageProcessor", "do_resize": True, "size": {"shortest_edge": 32}, "resample": 3, "do_center_crop": True, "crop_size": {"height": 28, "width": 28}, "do_convert_rgb": True, **colours}
    clip = {"feature_extractor_type": "CLIPFeatureExtractor", "do_resize": True, "size": 24, "resample": 3, "do_center_crop": True, "crop_size": 21, "do_normalize": True, **colours}
    small = {"image_processor_type": "BitImageProcessor", "do_resize": False, "do_center_crop": True, "crop_size": {"height": 40, "width": 45}, "do_normalize": False, "do_rescale": False}
    convnext = {"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 28}, "crop_pct": 0.875, "resample": 3, **colours}
    for config in (vit, old_vit, dino, clip, small, convnext):
        for width, height in ((53, 37), (30, 61)):
            yield stored(config.get("image_processor_type", config.get("feature_extractor_type")), config, width, height, transformers(picture(width, height), config))
    for name, changes in (("bicubic", {}), ("bilinear, all of it", {"interpolation": "bilinear", "crop_pct": 1.0}), ("squash", {"crop_mode": "squash", "crop_pct": 0.875}), ("not square", {"input_size": [3, 20, 31]})):
        cfg = {"input_size": [3, 23, 23], "interpolation": "bicubic", "crop_pct": 0.9, "crop_mode": "center", "mean": colours["image_mean"], "std": colours["image_std"], **changes}
        for width, height in ((53, 37), (30, 61), (15, 80)):
            yield stored(f"timm {name}", {"architecture": "vit", "pretrained_cfg": cfg}, width, height, timm(picture(width, height), cfg))


def stored(name, config, width, height, result):
    pixels, scale, mean, deviation = result
    values = ((pixels.astype(numpy.float64) * scale - mean) / deviation).transpose(2, 0, 1)
    at = [0, values.size // 3, values.size // 2, values.size - 1]
    return {"id": f"{name}, {width}x{height}", "config": config, "from": [width, height], "to": [pixels.shape[1], pixels.shape[0]], "pixels": packed(pixels), "at": at, "values": values.flatten()[at].tolist()}


def transformers(image, config):
    """`resize`, `center_crop`, `rescale` and `normalize` of transformers' image processors, in this order."""
    size, resample = config.get("size"), config.get("resample")
    crop = config.get("crop_size") if config.get("do_center_crop") else None
    if "crop_pct" in config:
        image = image.resize(shortest(image, int(size["shortest_edge"] / config["crop_pct"])), resample)
        crop = size["shortest_edge"]
    elif config.get("do_resize", True):
        clips = config.get("feature_extractor_type") == "CLIPFeatureExtractor"
        if isinstance(size, dict) and "height" in size:
            to = (size["width"], size["height"])
        else:
            side = size if isinstance(size, int) else size["shortest_edge"]
            to = shortest(image, side) if clips or not isinstance(size, int) else (side, side)
        image = image.resize(to, resample)
    pixels = numpy.asarray(image)
    if crop is not None:
        crop = crop if isinstance(crop, dict) else {"height": crop, "width": crop}
        pixels = center_crop(pixels, crop["height"], crop["width"])
    scale = 1 / 255 if config.get("do_rescale", True) else 1
    if not config.get("do_normalize", True):
        return pixels, scale, 0, 1
    return pixels, scale, numpy.array(config["image_mean"]), numpy.array(config["image_std"])


def shortest(image, side):
    width, height = image.size
    short, long = min(width, height), max(width, height)
    other = int(side * long / short)
    return (side, other) if width <= height else (other, side)


def center_crop(pixels, height, width):
    """As transformers has it: an image that is too small is put into a black one first."""
    top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
    larger = numpy.zeros((max(height, pixels.shape[0]), max(width, pixels.shape[1]), 3), pixels.dtype)
    above, before = math.ceil((larger.shape[0] - pixels.shape[0]) / 2), math.ceil((larger.shape[1] - pixels.shape[1]) / 2)
    larger[above : above + pixels.shape[0], before : before + pixels.shape[1]] = pixels
    top, left = top + above, left + before
    return larger[max(0, top) : top + height, max(0, left) : left + width]


def timm(image, cfg):
    _, height, width = cfg["input_size"]
    scaled = [math.floor(side / cfg["crop_pct"]) for side in (height, width)]
    mode = InterpolationMode(cfg["interpolation"])
    if cfg["crop_mode"] == "squash":
        resize = Resize(scaled, mode)
    elif height == width:
        resize = Resize(scaled[0], mode)
    else:
        # `ResizeKeepRatio` of timm with its default `longest=0`: the smaller of both ratios decides.
        ratio = min(image.size[1] / scaled[0], image.size[0] / scaled[1])
        resize = Resize([round(image.size[1] / ratio), round(image.size[0] / ratio)], mode)
    pixels = numpy.asarray(Compose([resize, CenterCrop((height, width))])(image))
    return pixels, 1 / 255, numpy.array(cfg["mean"]), numpy.array(cfg["std"])


def picture(width, height):
    y, x, c = numpy.mgrid[0:height, 0:width, 0:3]
    return Image.fromarray(((x * 37 + y * 101 + c * 59 + x * y * 7 + (x // 8) * 64) % 256).astype(numpy.uint8))


def packed(pixels):
    return base64.b64encode(numpy.ascontiguousarray(pixels).tobytes()).decode()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
