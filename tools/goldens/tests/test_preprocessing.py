"""`python3 -m unittest` in this folder."""

import json
import unittest

try:
    from goldens import preprocessing
except ImportError as missing:
    preprocessing = None
    print(f"Skipped: {missing}. Install Debian's python3-pil and python3-torchvision.")


@unittest.skipIf(preprocessing is None, "no Pillow or torchvision here")
class Preprocessing(unittest.TestCase):
    def test_the_data_is_what_it_writes(self):
        for name, cases in (("resize", preprocessing.resize_cases()), ("pipelines", preprocessing.pipeline_cases())):
            lines = (preprocessing.DATA / f"{name}.json").read_text(encoding="utf-8").splitlines()[2:-1]
            stored = [json.loads(line.rstrip(",")) for line in lines]
            self.assertEqual([json.loads(json.dumps(case)) for case in cases], stored)

    def test_a_crop_of_transformers_pads_what_is_too_small(self):
        pixels = preprocessing.numpy.full((2, 5, 3), 7)
        cropped = preprocessing.center_crop(pixels, 3, 2)
        self.assertEqual(cropped[:, :, 0].tolist(), [[0, 0], [7, 7], [7, 7]])


if __name__ == "__main__":
    unittest.main()
