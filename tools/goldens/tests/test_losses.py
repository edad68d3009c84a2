"""That the committed losses and their gradients are what PyTorch gives."""

import json
import unittest

try:
    from goldens.losses import TARGET, records
except ImportError:
    TARGET = None


@unittest.skipIf(TARGET is None, "no PyTorch here")
class Losses(unittest.TestCase):
    def test_committed(self):
        committed = json.loads(TARGET.read_text())["cases"]
        for old, new in zip(committed, records(), strict=True):
            self.assertEqual(old["features"], new["features"], old["name"])
            self.assertAlmostEqual(old["value"], new["value"], 7, old["name"])
            for key, values in new["gradients"].items():
                for a, b in zip(old["gradients"][key], values, strict=True):
                    self.assertAlmostEqual(a, b, 7, f"{old['name']}: {key}")


if __name__ == "__main__":
    unittest.main()
