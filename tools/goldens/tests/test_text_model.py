"""That the committed gradients of a text encoder are what its definition gives, and what differences of it give."""

import json
import unittest

try:
    from goldens.text_model import TARGET, inputs, loss, record
except ImportError:
    TARGET = None


@unittest.skipIf(TARGET is None, "no numpy and scipy here")
class TextModel(unittest.TestCase):
    def test_committed(self):
        committed = json.loads(TARGET.read_text())
        found = record()
        self.assertEqual(committed["given"], found["given"])
        self.assertAlmostEqual(committed["loss"], found["loss"], 8)
        for name, values in found["gradients"].items():
            for a, b in zip(committed["gradients"][name], values, strict=True):
                self.assertAlmostEqual(a, b, 7, name)

    def test_differences(self):
        given = inputs()
        committed = json.loads(TARGET.read_text())["gradients"]
        for name in ("embeddings", "positions", "blocks.0.attn.qkv.weight", "norm.weight", "image.weight"):
            moved = {sign: {**given, name: given[name].copy()} for sign in (-1, 1)}
            for sign, one in moved.items():
                one[name].flat[7 % given[name].size] += sign * 1e-6
            slope = (loss(moved[1]) - loss(moved[-1])) / 2e-6
            self.assertAlmostEqual(slope, committed[name][7 % given[name].size], 7, name)


if __name__ == "__main__":
    unittest.main()
