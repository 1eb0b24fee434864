#!/usr/bin/env python3
"""Fits the law of collectives inside one fast domain to nccl-tests tables and prints the constants as JSON.

Law (sim/network/collectives/group.h): t = min over protocols of latency + per_peer (n-1) + wire / (line rate * share), where the
last ("bulk") protocol's share is multiplied by (1 - small_group_loss / n), and an all-reduce of all eight members on a Hopper
board puts wire_factor (n-1)/n of the buffer on the wire (its switch reduces) instead of 2 (n-1)/n.
Input: CSV (may be gzipped) with columns op,dtype,gpus,bytes,nccl_version,latency_us; `bytes` is the full buffer, as in
estimate_collective. The tables used come from ai-dynamo/aiconfigurator at commit 095f58a51c4ca8e61b66ec108d86f223f8d559ce
(Apache-2.0, copyright NVIDIA), converted from parquet to CSV and from ms to us: one node, 2, 4 and 8 GPUs, newest NCCL, half.
Each error is |predicted / measured - 1|. `held_out` errors come from two fits on alternate rows, each scored on the other half.
Usage: fit_nccl.py NAME LINE_RATE_GB_PER_S TABLE ...   (triples)
"""
import csv
import gzip
import json
import sys

import numpy as np

WIRE_FACTOR = {"all_reduce": 2.0, "all_gather": 1.0, "reduce_scatter": 1.0, "alltoall": 1.0}
STARTS = [(6.0, 1.0, 0.05), (15.0, 1.0, 0.4), (30.0, 2.0, 0.78)]  # latency us, per peer us, share; low latency to bulk
LARGE = 16 * 2**20


def load(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt") as table:
        rows = [r for r in csv.DictReader(table) if r["dtype"] == "half"]
    newest = max(r["nccl_version"] for r in rows)
    return newest, [r for r in rows if r["nccl_version"] == newest]


class Law:
    """Parameters are logarithms; the loss lies in (0, 2), the in-switch wire factor in (0, 2), by sigmoid and exponential."""

    def __init__(self, factor, line, in_switch):
        self.factor, self.line, self.in_switch = factor, line * 1e3, in_switch  # bytes per us
        self.start = np.array([v for p in STARTS for v in np.log(p)] + [-2.0] + ([-1.5] if in_switch else []))

    def loss(self, x):
        return 2.0 / (1.0 + np.exp(-x[9]))

    def wire_factor(self, x):
        return self.factor * np.exp(-np.exp(x[10])) if self.in_switch else self.factor

    def time(self, x, n, size):
        wire = np.where(n == 8, self.wire_factor(x), self.factor) * (n - 1) / n * size
        branches = []
        for k in range(3):
            latency, per_peer, share = np.exp(x[3 * k : 3 * k + 3])
            share = share * (1.0 - self.loss(x) / n) if k == 2 else share
            branches.append(latency + per_peer * (n - 1) + wire / (self.line * share))
        return np.min(branches, axis=0)

    def residuals(self, x, n, size, time):
        r = np.log(self.time(x, n, size) / time) / 0.05
        soft_l1 = np.sign(r) * np.sqrt(2.0 * (np.sqrt(1.0 + r * r) - 1.0))
        return np.concatenate([soft_l1, 0.02 * np.sqrt(len(time) / 50.0) * (x - self.start)])

    def fit(self, n, size, time):
        """Levenberg-Marquardt from the start and eleven seeded neighbours; the best one wins."""
        random, best = np.random.default_rng(1), None
        for attempt in range(12):
            x = self.start + (random.normal(size=len(self.start)) * 0.4 if attempt else 0.0)
            damping, r = 1e-2, self.residuals(x, n, size, time)
            for _ in range(200):
                jacobian = np.array([(self.residuals(x + 1e-5 * e, n, size, time) - r) / 1e-5 for e in np.eye(len(x))]).T
                hessian = jacobian.T @ jacobian
                step = np.linalg.solve(hessian + damping * np.diag(np.diag(hessian) + 1e-9), -jacobian.T @ r)
                tried = self.residuals(np.clip(x + step, -12.0, 12.0), n, size, time)
                if tried @ tried < r @ r:
                    gain, x, damping = r @ r - tried @ tried, np.clip(x + step, -12.0, 12.0), damping / 3.0
                    r = tried
                    if gain < 1e-9 * (r @ r):
                        break
                else:
                    damping *= 4.0
                    if damping > 1e8:
                        break
            if best is None or r @ r < best[0]:
                best = (r @ r, x)
        return best[1]


def errors(predicted, time, size):
    e = np.abs(predicted / time - 1.0)
    large = e[size >= LARGE]
    return {"median": round(float(np.median(e)), 4), "p90": round(float(np.quantile(e, 0.9)), 4),
            "large_median": round(float(np.median(large)), 4), "large_p90": round(float(np.quantile(large, 0.9)), 4)}


def constants(rows, op, line, in_switch):
    chosen = sorted((float(r["gpus"]), float(r["bytes"]), float(r["latency_us"])) for r in rows if r["op"] == op)
    n, size, time = np.array(chosen).T
    law = Law(WIRE_FACTOR[op], line, in_switch)
    x = law.fit(n, size, time)
    held_out = np.empty_like(time)
    for half in (0, 1):
        train, test = np.arange(len(n)) % 2 == half, np.arange(len(n)) % 2 != half
        held_out[test] = law.time(law.fit(n[train], size[train], time[train]), n[test], size[test])
    protocols = [{"latency_us": round(float(np.exp(x[3 * k])), 2), "per_peer_us": round(float(np.exp(x[3 * k + 1])), 3),
                  "share": round(float(np.exp(x[3 * k + 2])), 4)} for k in range(3)]
    result = {"rows": len(n), "protocols": protocols, "bulk_small_group_loss": round(float(law.loss(x)), 3)}
    if in_switch:
        result["in_switch_wire_factor_n8"] = round(float(law.wire_factor(x)), 3)
    result["error_all_rows_fitted"] = errors(law.time(x, n, size), time, size)
    result["error_held_out"] = errors(held_out, time, size)
    return result


def main(arguments):
    if not arguments or len(arguments) % 3:
        sys.exit(__doc__)
    fits = {}
    for name, line, path in zip(*[iter(arguments)] * 3):
        version, rows = load(path)
        fits[name] = {"line_rate_GB_per_s": float(line), "nccl": version}
        for op in WIRE_FACTOR:
            in_switch = op == "all_reduce" and not name.startswith("a100")
            fits[name]["all_to_all" if op == "alltoall" else op] = constants(rows, op, float(line), in_switch)
    print(json.dumps(fits, indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
