"""
Checks the policy engine's TorchScript programs on a CUDA device: against transformers on the same weights, and for speed.

docs/gpu.md says what to install and what the lines mean.
"""

import argparse
import json
import platform
import shlex
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

from report import Report, require, usage_error

require("torch")  # before what imports it

import torch

from engine import Engine
from programs import ModelConfig

DTYPES = {"f32": torch.float32, "bf16": torch.bfloat16}
LEAST_TORCH = (2, 5)
LEAST_TRANSFORMERS = (4, 56)  # its loaders take dtype by that name
CHECKED_POSITIONS = 512

# EngineShape.java's: hidden, intermediate, layers, heads, key/value heads, head dimension, vocabulary, tied head
SHAPES = {
    "minimind2-small": ("qwen2", 512, 1408, 8, 8, 2, 64, 6400, True),
    "qwen2.5-0.5b": ("qwen2", 896, 4864, 24, 14, 2, 64, 151936, True),
    "qwen2.5-1.5b": ("qwen2", 1536, 8960, 28, 12, 2, 128, 151936, True),
    "qwen3-0.6b": ("qwen3", 1024, 3072, 28, 16, 8, 128, 151936, True),
    "llama-3.2-1b": ("llama", 2048, 8192, 16, 32, 8, 64, 128256, True),
    "qwen2.5-7b": ("qwen2", 3584, 18944, 28, 28, 4, 128, 152064, False),
}
EXAMPLES = """
Examples:
  python3 gpu-check/gpu_check.py                                  # qwen2.5-0.5b's shape, random weights, bf16
  python3 gpu-check/gpu_check.py --shape qwen3-0.6b --checks-only
  python3 gpu-check/gpu_check.py --model /models/Qwen2.5-1.5B-Instruct --batches 1,16,64,128
  python3 gpu-check/gpu_check.py --reference ../shared/models/qwen2-tiny-tied   # needs no transformers
  PYTORCH_LIBRARY_PATH=/opt/libtorch/lib PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128 \\
    python3 gpu-check/gpu_check.py --djl                          # also through Java

Exit code: 0 where every check passed, 1 where one failed, 2 where the command or the machine does not do.
"""


def shape_config(name):
    """config.json of a shape."""
    kind, hidden, intermediate, layers, heads, kv_heads, head_dim, vocabulary, tied = SHAPES[name]
    return {
        "model_type": kind,
        "hidden_size": hidden,
        "intermediate_size": intermediate,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "head_dim": head_dim,
        "vocab_size": vocabulary,
        "rope_theta": 1e6,
        "rms_norm_eps": 1e-6,
        "tie_word_embeddings": tied,
        "max_position_embeddings": 4096,
    }


def parse():
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="gpu_check.py", description=__doc__, epilog=EXAMPLES, formatter_class=layout)
    subject = parser.add_mutually_exclusive_group()
    subject.add_argument("--shape", choices=SHAPES, default="qwen2.5-0.5b", help="a known size, random weights (default: %(default)s)")
    subject.add_argument("--model", metavar="DIR", help="a model directory: Qwen2, Qwen2.5, Qwen3 dense, Llama 2 or 3")
    subject.add_argument("--reference", metavar="DIR", help="a model directory with a reference.json, for transformers; f32")
    parser.add_argument("--device", default="cuda", help="cuda, cuda:N or cpu (default: %(default)s)")
    parser.add_argument("--dtype", choices=DTYPES, help="of computing (default: bf16, with --reference f32)")
    parser.add_argument("--checks-only", action="store_true", help="leaves the measurements out")
    parser.add_argument("--djl", action="store_true", help="then a smoke test through Java")
    batches = "1,8,16,32,64,128"
    parser.add_argument("--batches", metavar="N,N", type=_numbers, default=batches, help=f"decoded at a time (default: {batches})")
    parser.add_argument("--prompt-tokens", metavar="N", type=_number, default=124, help="of each sequence (default: %(default)s)")
    parser.add_argument("--new-tokens", metavar="N", type=_number, default=128, help="of each sequence (default: %(default)s)")
    parser.add_argument("--sequences", metavar="N", type=_number, default=16, help="of a training step (default: %(default)s)")
    parser.add_argument("--token-budget", metavar="N", type=_number, default=4096, help="of a micro-batch (default: %(default)s)")
    arguments = parser.parse_args()
    arguments.dtype = DTYPES[arguments.dtype or ("f32" if arguments.reference else "bf16")]
    if arguments.reference and arguments.dtype != torch.float32:
        parser.error("a reference.json holds float32 values: --reference goes with --dtype f32")
    return arguments


def _number(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not at least 1")
    return value


def _numbers(text):
    return [_number(part) for part in text.split(",")]


def device_of(name):
    """The device, where the machine has it."""
    device = torch.device(name)
    if device.type == "cuda" and not torch.cuda.is_available():
        usage_error(f"torch {torch.__version__} sees no CUDA device; --device cpu runs the checks without one.")
    return device


def check_packages(arguments):
    """torch, and transformers where it is the oracle, in versions that do."""
    _at_least("torch", LEAST_TORCH)
    if not arguments.reference:
        require("transformers")
        _at_least("transformers", LEAST_TRANSFORMERS)


def _at_least(package, least):
    found = version(package)
    if tuple(map(int, found.split(".")[:2])) < least:
        usage_error(f"{package} {found} is too old; it must be at least {'.'.join(map(str, least))}.")


def describe(report, arguments, device):
    """What a reader of docs/gpu.md must know to place the figures."""
    report.note("Command: " + shlex.join(["python3", "gpu-check/gpu_check.py", *sys.argv[1:]]))
    facts = [f"{date.today()}", f"torch {torch.__version__}", f"Python {platform.python_version()}"]
    if not arguments.reference:
        facts.append(f"transformers {version('transformers')}")
    if device.type == "cuda":
        properties = torch.cuda.get_device_properties(device)
        facts += [f"CUDA {torch.version.cuda}", "driver " + _driver()]
        facts.append(f"{properties.name}, {properties.total_memory / 2**30:.0f} GiB")
    else:
        facts.append(f"CPU, {torch.get_num_threads()} threads")
    report.note(", ".join(facts) + f"; {str(arguments.dtype).removeprefix('torch.')}.")


def _driver():
    query = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    return subprocess.run(query, capture_output=True, text=True, check=True).stdout.split()[0]


def against_transformers(report, arguments, device):
    """All checks; then the engine and the model in the compute type, for the measurements."""
    from checks import Checks
    from oracle import Oracle, random_model, read_model, truth_of

    if arguments.model:
        raw = read_json(arguments.model, "config.json")
        model = read_model(arguments.model, arguments.dtype)
    else:
        model = random_model(shape_config(arguments.shape), arguments.dtype, seed=0)
        raw = model.config.to_dict()
    engine = engine_of(raw, arguments, device)
    engine.weights.write(model.state_dict() if not engine.config.tied else _without_head(model))
    peer = Oracle(model, device)
    checks = Checks(report, engine, peer, Oracle(truth_of(model), device))
    checks.scores()
    checks.cached_decoding()
    checks.gradients()
    checks.adamw()
    return engine, peer


def _without_head(model):
    return {name: value for name, value in model.state_dict().items() if name != "lm_head.weight"}


def against_reference(report, arguments, device):
    from reference import ReferenceChecks, read_tensors

    data = read_json(arguments.reference, "reference.json")
    engine = engine_of(read_json(arguments.reference, "config.json"), arguments, device)
    engine.weights.write(read_tensors(arguments.reference))
    checks = ReferenceChecks(report, engine, data)
    checks.scores()
    checks.cached_decoding()
    checks.gradients_and_adamw()
    return engine, None


def engine_of(raw, arguments, device):
    positions = max(CHECKED_POSITIONS, arguments.prompt_tokens + arguments.new_tokens)
    try:
        config = ModelConfig.read(raw)
    except ValueError as e:
        usage_error(str(e))
    return Engine(config, device, arguments.dtype, positions)


def read_json(directory, name):
    file = Path(directory) / name
    if not file.is_file():
        usage_error(f"{directory} is not a model directory for this: it lacks {name}.")
    return json.loads(file.read_text())


def main():
    arguments = parse()
    check_packages(arguments)
    device = device_of(arguments.device)
    report = Report()
    describe(report, arguments, device)
    engine, peer = (against_reference if arguments.reference else against_transformers)(report, arguments, device)
    if not arguments.checks_only:
        from speed import Speed

        Speed(report, engine, peer, arguments).table()
    if arguments.djl:
        import djl

        djl.smoke(report, "cpu" if device.type == "cpu" else f"gpu:{device.index or 0}")
    skipped = f" {report.skipped} could not be done here." if report.skipped else ""
    report.note((f"{report.failed} checks failed." if report.failed else "All checks passed.") + skipped)
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
