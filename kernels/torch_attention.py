#!/usr/bin/env python3
"""Measures causal attention, forward and backward, of the kernels people train with: cuDNN and FlashAttention 2 through
PyTorch, and the packages flash-attn 2 and 3 where they are installed.

Writes the same JSON as trainyard_kernels (data/schema/measurement.schema.json), family "attention". Without PyTorch or
without a GPU it says so and exits with 77. Exit codes: 0 done, 1 a wrong output or nothing measured, 2 wrong arguments.
"""

import argparse
import datetime
import json
import math
import os
import statistics
import subprocess
import sys
import time

LEAST_SAMPLES = 10
MOST_SAMPLES = 60
RELATIVE_ERROR = 0.004
MOST_SECONDS = 0.3
# Rounding of inputs of the products inside, P and dS, to bf16.
ERROR_LIMIT = 0.03
BACKENDS = ("torch_cudnn", "torch_flash", "flash_attn_2", "flash_attn_3")


def attention_points(full):
    """Shapes: many heads, grouped queries (Llama 3 70B), large heads, latent attention (DeepSeek: 192 and 128)."""
    kinds = [(32, 32, 64, 64), (32, 32, 128, 128), (64, 8, 128, 128), (16, 16, 256, 256), (128, 128, 192, 128),
             (32, 32, 192, 128)]
    points = []
    for heads, kv_heads, head_size, value_size in kinds:
        for sequence in [1024, 2048, 4096, 8192, 16384] + ([32768] if full else []):
            for batch in (1, 4):
                if batch * sequence > 16384 and not (full and batch == 1):
                    continue
                for op in ("forward", "backward"):
                    points.append({"op": op, "batch": batch, "sequence": sequence, "heads": heads, "kv_heads": kv_heads,
                                   "head_size": head_size, "value_size": value_size})
    return points


def shape_of(point):
    return {key: value for key, value in point.items() if key != "op"}


def point_name(point, backend):
    sizes = " ".join(f"{key}={value}" for key, value in shape_of(point).items())
    return f"attention/{point['op']} bf16 {sizes} mask=causal backend={backend}"


def work_of(point):
    """Floating-point operations of the unmasked half, and bytes with every tensor moved once.

    Forward two products (scores over the head size, output over the value size), backward five (scores again, gradients
    of query and key over the head size; those of probabilities and value over the value size)."""
    pairs = point["batch"] * point["heads"] * point["sequence"] * (point["sequence"] + 1) / 2
    rows = point["batch"] * point["sequence"]
    query = rows * point["heads"] * point["head_size"]
    output = rows * point["heads"] * point["value_size"]
    key_value = rows * point["kv_heads"] * (point["head_size"] + point["value_size"])
    sums = 4 * rows * point["heads"]  # log of the sum of exponentials, fp32
    if point["op"] == "forward":
        return 2 * pairs * (point["head_size"] + point["value_size"]), 2 * (query + output + key_value) + sums
    flops = 2 * pairs * (3 * point["head_size"] + 2 * point["value_size"])
    return flops, 2 * (2 * query + 2 * output + 2 * key_value) + sums


def quantile(values, share):
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def relative_error(samples):
    if len(samples) < 2:
        return 0.0
    return statistics.stdev(samples) / math.sqrt(len(samples)) / statistics.fmean(samples)


def enough(samples, seconds):
    if len(samples) < LEAST_SAMPLES:
        return False
    return len(samples) >= MOST_SAMPLES or seconds >= MOST_SECONDS or relative_error(samples) <= RELATIVE_ERROR


def make_record(point, backend, library, version, samples, discarded, check, clock, power):
    flops, moved = work_of(point)
    return {
        "family": "attention", "op": point["op"], "dtype": "bf16", "regime": "burst", "shape": shape_of(point),
        "choices": {"mask": "causal", "backend": backend}, "sms": None, "library": library, "library_version": version,
        "time_us": {"median": quantile(samples, 0.5), "p10": quantile(samples, 0.1), "p90": quantile(samples, 0.9),
                    "mean": statistics.fmean(samples), "relative_error": relative_error(samples)},
        "samples": len(samples), "discarded": discarded, "bytes": moved, "flops": flops, "clock_mhz": clock,
        "power_watts": power, "throttle_reasons": [], "check": check,
    }


def save(file, document):
    """Writes beside the file, then renames, so that it is whole or as it was."""
    part = f"{file}.part-{os.getpid()}"
    with open(part, "w", encoding="utf-8") as out:
        json.dump(document, out, indent=1)
        out.write("\n")
    os.replace(part, file)


class PowerWatch:
    """Clock and power from nvidia-smi, once per point; empty where it is missing."""

    def __init__(self, device_id):
        self.device_id = device_id

    def query(self, *fields):
        command = ["nvidia-smi", f"--id={self.device_id}", "--query-gpu=" + ",".join(fields),
                   "--format=csv,noheader,nounits"]
        try:
            line = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True).stdout
        except (OSError, subprocess.SubprocessError):
            return [None] * len(fields)
        return [cell.strip() for cell in line.strip().split(",")]

    def numbers(self, *fields):
        numbers = []
        for cell in self.query(*fields):
            try:
                numbers.append(float(cell))
            except (TypeError, ValueError):
                numbers.append(None)
        return numbers


class Bench:
    """The torch side: operands, backends, timing, reference."""

    def __init__(self, torch, device):
        self.torch = torch
        self.device = device
        properties = torch.cuda.get_device_properties(device)
        cache = getattr(properties, "L2_cache_size", 64 << 20)
        self.flush = torch.zeros(max(2 * cache, 32 << 20) // 4, dtype=torch.int32, device=device)
        self.sleep_cycles = 2_000_000
        self.late_limit = 2 * MOST_SAMPLES

    def operands(self, point):
        torch = self.torch
        generator = torch.Generator(device=self.device).manual_seed(1)

        def draw(heads, size):
            shape = (point["batch"], point["sequence"], heads, size)
            return torch.randn(shape, generator=generator, device=self.device, dtype=torch.bfloat16)

        query = draw(point["heads"], point["head_size"]).requires_grad_()
        key = draw(point["kv_heads"], point["head_size"]).requires_grad_()
        value = draw(point["kv_heads"], point["value_size"]).requires_grad_()
        return query, key, value, draw(point["heads"], point["value_size"])

    def backend(self, name):
        """A function of (query, key, value) laid out batch, sequence, head, size; its library; its version."""
        torch = self.torch
        if name.startswith("torch_"):
            from torch.nn.attention import SDPBackend, sdpa_kernel
            kind = SDPBackend.CUDNN_ATTENTION if name == "torch_cudnn" else SDPBackend.FLASH_ATTENTION

            def attend(query, key, value):
                with sdpa_kernel([kind]):
                    out = torch.nn.functional.scaled_dot_product_attention(
                        query.transpose(1, 2), key.transpose(1, 2), value.transpose(1, 2), is_causal=True,
                        enable_gqa=query.shape[2] != key.shape[2])
                return out.transpose(1, 2)

            if name == "torch_cudnn":
                return attend, "cuDNN through PyTorch " + torch.__version__, str(torch.backends.cudnn.version())
            return attend, "FlashAttention in PyTorch", torch.__version__
        if name == "flash_attn_2":
            import flash_attn
            attend = flash_attn.flash_attn_func
            return (lambda q, k, v: attend(q, k, v, causal=True)), "flash-attn", flash_attn.__version__
        import flash_attn_interface

        def attend_3(query, key, value):
            out = flash_attn_interface.flash_attn_func(query, key, value, causal=True)
            return out[0] if isinstance(out, tuple) else out

        return attend_3, "flash-attn 3", str(getattr(flash_attn_interface, "__version__", "3"))

    def time(self, run):
        """Samples in microseconds, and how many were thrown away. The device sleeps while the host enqueues."""
        torch = self.torch
        for _ in range(3):
            run()
        torch.cuda.synchronize()
        samples, discarded = [], 0
        start = time.monotonic()
        while not enough(samples, time.monotonic() - start):
            events = [torch.cuda.Event(enable_timing=True) for _ in range(3)]
            self.flush.sum()
            torch.cuda.synchronize()
            enqueue = time.monotonic()
            events[0].record()
            torch.cuda._sleep(self.sleep_cycles)
            events[1].record()
            run()
            events[2].record()
            enqueue = time.monotonic() - enqueue
            torch.cuda.synchronize()
            if enqueue * 1e3 > events[0].elapsed_time(events[1]):
                discarded += 1
                self.sleep_cycles = min(2 * self.sleep_cycles, 200_000_000)
                if discarded > self.late_limit:
                    raise RuntimeError("the host could not enqueue the work in time")
                continue
            samples.append(1e3 * events[1].elapsed_time(events[2]))
        return samples, discarded

    def reference(self, query, key, value, gradient):
        """Output and gradients of the first batch's last group of heads, in double precision, in pieces of rows."""
        torch = self.torch
        group = query.shape[2] // key.shape[2]
        q = query[0, :, -group:].detach().double().transpose(0, 1)
        k, v = key[0, :, -1].detach().double(), value[0, :, -1].detach().double()
        d = gradient[0, :, -group:].double().transpose(0, 1)
        scale = q.shape[-1] ** -0.5
        rows = q.shape[1]
        out, dq = torch.empty_like(d), torch.empty_like(q)
        dk, dv = torch.zeros_like(k), torch.zeros_like(v)
        for first in range(0, rows, 512):
            piece = slice(first, min(first + 512, rows))
            places = torch.arange(rows, device=self.device)
            scores = q[:, piece] @ k.T * scale
            scores.masked_fill_(places[None, None, :] > places[piece][None, :, None], -math.inf)
            probability = torch.softmax(scores, -1)
            out[:, piece] = probability @ v
            along = (d[:, piece] * out[:, piece]).sum(-1, keepdim=True)
            inner = probability * (d[:, piece] @ v.T - along)
            dq[:, piece] = inner @ k * scale
            dk += (inner.transpose(1, 2) @ q[:, piece]).sum(0) * scale
            dv += (probability.transpose(1, 2) @ d[:, piece]).sum(0)
        return out.transpose(0, 1), dq.transpose(0, 1), dk, dv

    def difference(self, values, expected):
        """Largest of |value - reference| / (|reference| + root mean square of the references)."""
        size = expected.square().mean().sqrt()
        return ((values.double() - expected).abs() / (expected.abs() + size)).max().item()

    def measure(self, point, name):
        torch = self.torch
        attend, library, version = self.backend(name)
        query, key, value, gradient = self.operands(point)
        out = attend(query, key, value)
        expected = self.reference(query, key, value, gradient)
        group = query.shape[2] // key.shape[2]
        if point["op"] == "forward":
            errors = [self.difference(out[0, :, -group:], expected[0])]

            def run():
                with torch.no_grad():
                    attend(query, key, value)
        else:
            dq, dk, dv = torch.autograd.grad(out, (query, key, value), gradient, retain_graph=True)
            errors = [self.difference(dq[0, :, -group:], expected[1]), self.difference(dk[0, :, -1], expected[2]),
                      self.difference(dv[0, :, -1], expected[3])]

            def run():
                torch.autograd.grad(out, (query, key, value), gradient, retain_graph=True)
        del expected
        error = math.nan if any(math.isnan(one) for one in errors) else max(errors)
        samples, discarded = self.time(run)
        check = {"passed": error <= ERROR_LIMIT, "error": error if math.isfinite(error) else None, "limit": ERROR_LIMIT,
                 "against": "double precision, last key-value head of the first sequence"}
        return library, version, samples, discarded, check


def positive_or_none(number):
    return number if number is not None and number > 0 else None


def describe(torch, device, watch, arguments):
    properties = torch.cuda.get_device_properties(device)
    driver = watch.query("driver_version")[0] or ""
    clock, memory_clock, limit = (positive_or_none(n) for n in watch.numbers("clocks.max.sm", "clocks.max.memory",
                                                                             "power.limit"))
    return {
        "schema": "trainyard-measurement/1",
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "command": " ".join(["torch_attention.py"] + arguments),
        "device": {"name": properties.name, "compute_capability": f"{properties.major}.{properties.minor}",
                   "sms": properties.multi_processor_count, "memory_bytes": properties.total_memory,
                   "l2_bytes": getattr(properties, "L2_cache_size", 0), "most_clock_mhz": clock,
                   "memory_clock_mhz": memory_clock, "power_limit_watts": limit,
                   "gpus_visible": torch.cuda.device_count()},
        "software": {"driver": driver, "cuda_driver": "", "cuda_runtime": torch.version.cuda or "",
                     "libraries": {"torch": torch.__version__, "cudnn": str(torch.backends.cudnn.version())}},
        "protocol": {"cache": "flushed", "data": "standard normal, drawn on the device", "least_samples": LEAST_SAMPLES,
                     "most_samples": MOST_SAMPLES, "relative_error": RELATIVE_ERROR,
                     "most_seconds_per_point": MOST_SECONDS, "event_floor_us": 0},
        "records": [], "skipped": [],
    }


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", help="file of the JSON document")
    parser.add_argument("--full", action="store_true", help="longer sequences too")
    parser.add_argument("--list", action="store_true", help="name the points, measure nothing")
    parser.add_argument("--filter", default="", help="only points with this text in their name")
    parser.add_argument("--backend", choices=BACKENDS, action="append", help="only this one; may be given again")
    parser.add_argument("--device", type=int, default=0)
    parser.add_argument("--time-limit", type=float, default=0, help="seconds; what is left is told as skipped")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    chosen = [(point, backend) for backend in options.backend or BACKENDS for point in attention_points(options.full)
              if options.filter in point_name(point, backend)]
    if options.list:
        print("\n".join(point_name(point, backend) for point, backend in chosen))
        return 0 if chosen else 1
    try:
        import torch
    except ImportError as error:
        print(f"skipped: {error}")
        return 77
    if not torch.cuda.is_available():
        print("skipped: PyTorch sees no GPU")
        return 77
    device = torch.device("cuda", options.device)
    torch.cuda.set_device(device)
    watch = PowerWatch(options.device)
    document = describe(torch, device, watch, arguments)
    bench = Bench(torch, device)
    right, start = True, time.monotonic()
    for point, backend in chosen:
        name = point_name(point, backend)
        if options.time_limit and time.monotonic() - start > options.time_limit:
            document["skipped"].append({"point": name, "reason": "time limit"})
            continue
        try:
            library, version, samples, discarded, check = bench.measure(point, backend)
        except Exception as error:  # a backend refuses what it cannot do in many ways
            reason = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no reason given'}"
            document["skipped"].append({"point": name, "reason": reason})
            print(f"skipped {name}: {reason}", flush=True)
            torch.cuda.empty_cache()
            continue
        clock, power = watch.numbers("clocks.sm", "power.draw")
        record = make_record(point, backend, library, version, samples, discarded, check, positive_or_none(clock), power)
        document["records"].append(record)
        right = right and check["passed"]
        median = record["time_us"]["median"]
        print(f"{median:12.3f} us {record['flops'] / median * 1e-6:8.1f} TFLOP/s "
              f"{'right' if check['passed'] else 'WRONG'} {name}", flush=True)
    if options.out:
        try:
            save(options.out, document)
        except OSError as error:
            print(f"{options.out} could not be written: {error}", file=sys.stderr)
            return 1
    return 0 if right and document["records"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
