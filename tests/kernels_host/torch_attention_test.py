"""What torch_attention.py decides without PyTorch and without a GPU."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "kernels"))
sys.dont_write_bytecode = True
import torch_attention as attention  # noqa: E402

POINT = {"op": "forward", "batch": 2, "sequence": 3, "heads": 4, "kv_heads": 2, "head_size": 8, "value_size": 16}


class TorchAttention(unittest.TestCase):
    def test_points_cover_the_head_sizes_both_ways_once(self):
        for full in (False, True):
            points = attention.attention_points(full)
            names = [attention.point_name(point, "torch_cudnn") for point in points]
            self.assertEqual(len(names), len(set(names)))
            sizes = {(point["head_size"], point["value_size"]) for point in points}
            self.assertEqual(sizes, {(64, 64), (128, 128), (192, 128), (256, 256)})
            self.assertEqual(sum(point["op"] == "forward" for point in points) * 2, len(points))

    def test_work_counts_the_unmasked_half(self):
        pairs = 2 * 4 * (1 + 2 + 3)
        self.assertEqual(attention.work_of(POINT), (2 * pairs * (8 + 16), 2 * 6 * (4 * 8 + 4 * 16 + 2 * 24) + 4 * 6 * 4))
        backward = attention.work_of(dict(POINT, op="backward"))
        self.assertEqual(backward[0], 2 * pairs * (3 * 8 + 2 * 16))
        # Heads and values of one size: the well-known ratio of 2.5.
        even = dict(POINT, value_size=8)
        self.assertAlmostEqual(attention.work_of(dict(even, op="backward"))[0] / attention.work_of(even)[0], 2.5)

    def test_sampling_stops_when_the_mean_is_known(self):
        self.assertFalse(attention.enough([1.0] * (attention.LEAST_SAMPLES - 1), 100))
        self.assertTrue(attention.enough([1.0] * attention.LEAST_SAMPLES, 0))
        self.assertFalse(attention.enough([1.0, 2.0] * attention.LEAST_SAMPLES, 0))
        self.assertTrue(attention.enough([1.0, 2.0] * attention.MOST_SAMPLES, 0))
        self.assertEqual(attention.quantile([4, 1, 3, 2], 0.5), 2.5)

    def test_a_record_has_the_members_of_the_schema(self):
        with open(os.path.join(ROOT, "data", "schema", "measurement.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)["$defs"]["record"]
        record = attention.make_record(POINT, "torch_cudnn", "cuDNN", "9", [1.0, 2.0], 0, None, None, None)
        self.assertLessEqual(set(schema["required"]), set(record))
        self.assertLessEqual(set(record), set(schema["properties"]))

    def test_the_document_is_replaced_as_a_whole(self):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "out.json")
            attention.save(file, {"a": 1})
            attention.save(file, {"a": 2})
            with open(file, encoding="utf-8") as saved:
                self.assertEqual(json.load(saved), {"a": 2})
            self.assertEqual(os.listdir(folder), ["out.json"])

    def test_without_torch_it_says_so_and_is_skipped(self):
        script = os.path.join(ROOT, "kernels", "torch_attention.py")
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "torch.py"), "w", encoding="utf-8") as hidden:
                hidden.write("raise ImportError('no torch here')\n")
            environment = dict(os.environ, PYTHONPATH=folder, PYTHONDONTWRITEBYTECODE="1")
            done = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 77)
            self.assertIn("no torch here", done.stdout)
            listed = subprocess.run([sys.executable, script, "--list", "--filter", "head_size=192"], env=environment,
                                    capture_output=True, text=True, check=False)
            self.assertEqual(listed.returncode, 0)
            self.assertIn("value_size=128", listed.stdout)


if __name__ == "__main__":
    unittest.main()
