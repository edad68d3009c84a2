"""That the committed gradients of operators are what PyTorch gives."""

import json
import unittest

try:
    from goldens.gradient_rules import TARGET, records
except ImportError:
    TARGET = None


@unittest.skipIf(TARGET is None, "no PyTorch here")
class GradientRules(unittest.TestCase):
    def test_committed(self):
        committed = json.loads(TARGET.read_text())["cases"]
        made = [json.loads(json.dumps(one)) for one in records()]
        self.assertEqual([one["name"] for one in committed], [one["name"] for one in made])
        for old, new in zip(committed, made):
            self.assertEqual(old["inputs"], new["inputs"], old["name"])
            for key, values in old["gradients"].items():
                for a, b in zip(values, new["gradients"][key]):
                    self.assertAlmostEqual(a, b, 6, f"{old['name']}: {key}")


if __name__ == "__main__":
    unittest.main()
