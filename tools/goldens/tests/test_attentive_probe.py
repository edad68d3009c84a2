"""That the committed probes are what PyTorch trains."""

import json
import unittest

try:
    from goldens.attentive_probe import TARGET, records
except ImportError:
    TARGET = None


@unittest.skipIf(TARGET is None, "no PyTorch here")
class AttentiveProbe(unittest.TestCase):
    def test_committed(self):
        committed = json.loads(TARGET.read_text())["cases"]
        for old, new in zip(committed, records(), strict=True):
            self.assertEqual((old["pooling"], old["named"]), (new["pooling"], new["named"]))
            self.assertAlmostEqual(old["loss"], new["loss"], places=9)
            for name, values in new["parameters"].items():
                for a, b in zip(old["parameters"][name], values, strict=True):
                    self.assertAlmostEqual(a, b, places=9)


if __name__ == "__main__":
    unittest.main()
