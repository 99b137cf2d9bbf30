"""A smoke test through DJL: the grpo command on the device, with the libtorch that PYTORCH_LIBRARY_PATH names."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT = 1800  # the first call builds


def smoke(report, device):
    """A greedy completion of the built-in model on the CPU and on the device, then the engine's bench on the device."""
    if device != "cpu" and not os.environ.get("PYTORCH_LIBRARY_PATH"):
        report.skip("DJL", "PYTORCH_LIBRARY_PATH is not set, so DJL would load its CPU libtorch; see docs/gpu.md")
        return
    question = ("config/models/mini", "--prompt", "12 plus 7", "--dtype", "f32", "--max-tokens", "64")
    expected = _grpo(report, "generate", *question, "--device", "cpu")
    actual = _grpo(report, "generate", *question, "--device", device)
    if expected is None or actual is None:
        return
    report.check("DJL, generate", bool(actual) and actual == expected, f"on {device} {actual!r}, on the CPU {expected!r}")
    shape = "qwen2.5-0.5b" if device != "cpu" else "minimind2-small"
    table = _grpo(report, "bench", "engine", "--shape", shape, "--device", device, "--dtype", "bf16", "--train-steps", "1")
    if table is not None:
        report.check("DJL, bench engine", "decode, batch 1" in table, "\n\n" + table)


def _grpo(report, *arguments):
    """What the command printed, or nothing where it failed, which is reported."""
    command = [str(ROOT / "grpo"), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if done.returncode == 0:
        return done.stdout.strip()
    report.check("DJL, " + " ".join(arguments), False, f"exit code {done.returncode}: {done.stderr.strip()}")
    return None
