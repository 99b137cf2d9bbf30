"""The TorchScript programs of the policy engine as files that torch.jit.load opens. Python's standard library only.

The sources are the very resources that the Java side packs. GpuCheckProgramsTest holds what is written here, entry by entry
and byte by byte, to what TorchProgram.java gives to libtorch.

    python3 gpu-check/programs.py config/models/mini/config.json /tmp/programs
"""

import json
import struct
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent / "common/engine/src/main/resources/io/kafkagrpo/engine/torch"
FORMAT_VERSION = b"10\n"
EMPTY_TUPLE = b"\x80\x02)."

# The sources of each program by their names in the archive; products are linear_plain's, as on every CUDA device.
GENERATOR = {"linear": "linear_plain", "generator": "generator", "decoder": "decoder", "sampler": "sampler"}
TRAINER = {"linear": "linear_plain", "trainer": "trainer", "decoder": "decoder", "head": "head"}
WEIGHTS = {"weights": "weights"}


@dataclass(frozen=True)
class ModelConfig:
    """What config.json says, as ModelConfigReader.java reads it; what the engine refuses is refused there."""

    type: str
    hidden: int
    intermediate: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    vocabulary: int
    rope_theta: float
    eps: float
    tied: bool
    context: int
    rope_scaling: dict | None

    @property
    def qkv_bias(self):
        return self.type == "qwen2"

    @property
    def qk_norm(self):
        return self.type == "qwen3"

    @staticmethod
    def read(config):
        """From the parsed config.json."""
        rope = config.get("rope_scaling") or config.get("rope_parameters") or {}
        scaled = rope.get("rope_type", rope.get("type", "default"))
        if config["model_type"] not in ("qwen2", "qwen3", "llama") or scaled not in ("default", "llama3"):
            raise ValueError(f"A {config['model_type']} model with rope of type {scaled} is not supported; "
                             "supported are qwen2, qwen3 and llama, and default and llama3.")
        heads = config["num_attention_heads"]
        return ModelConfig(
            type=config["model_type"],
            hidden=config["hidden_size"],
            intermediate=config["intermediate_size"],
            layers=config["num_hidden_layers"],
            heads=heads,
            kv_heads=config.get("num_key_value_heads") or heads,
            head_dim=config.get("head_dim") or config["hidden_size"] // heads,
            vocabulary=config["vocab_size"],
            rope_theta=float(config.get("rope_theta") or rope.get("rope_theta") or 10_000),
            eps=float(config["rms_norm_eps"]),
            tied=config.get("tie_word_embeddings", False),
            context=config["max_position_embeddings"],
            rope_scaling=rope if scaled == "llama3" else None,
        )


def write_generator(config, file):
    _write(file, "generator", {"training": False, "decoder": _Module("decoder", _decoder(config))}, GENERATOR)


def write_trainer(config, file):
    _write(file, "trainer", {"training": False, "decoder": _Module("decoder", _decoder(config))}, TRAINER)


def write_weights(file):
    _write(file, "weights", {"training": False}, WEIGHTS)


def _decoder(config):
    return {
        "training": False,
        "layers": config.layers,
        "heads": config.heads,
        "kv_heads": config.kv_heads,
        "head_dim": config.head_dim,
        "eps": config.eps,
        "qkv_bias": config.qkv_bias,
        "qk_norm": config.qk_norm,
    }


@dataclass(frozen=True)
class _Module:
    """Module decoder is class Decoder of decoder.py."""

    name: str
    attributes: dict


def _write(file, root, attributes, sources):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("program/data.pkl", b"\x80\x02" + _pickle(_Module(root, attributes)) + b".")
        for name, source in sources.items():
            archive.writestr(f"program/code/__torch__/{name}.py", (SOURCES / f"{source}.py").read_bytes())
        archive.writestr("program/constants.pkl", EMPTY_TUPLE)
        archive.writestr("program/version", FORMAT_VERSION)


def _pickle(value):
    """Pickle protocol 2 of a value, in the opcodes that PyTorch's reader knows."""
    match value:
        case _Module(name, attributes):
            # GLOBAL, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, MARK ... SETITEMS, BUILD
            items = b"".join(_pickle(key) + _pickle(attribute) for key, attribute in attributes.items())
            return f"c__torch__.{name}\n{name.capitalize()}\n)".encode() + b"\x81}(" + items + b"ub"
        case bool():
            return b"\x88" if value else b"\x89"
        case int():
            return b"J" + struct.pack("<i", value)
        case float():
            return b"G" + struct.pack(">d", value)
        case str():
            return b"X" + struct.pack("<I", len(value.encode())) + value.encode()
        case _:
            raise TypeError(f"A module can't hold {value!r}.")


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: programs.py CONFIG_JSON DIRECTORY")
    config = ModelConfig.read(json.loads(Path(sys.argv[1]).read_text()))
    directory = Path(sys.argv[2])
    directory.mkdir(parents=True, exist_ok=True)
    write_generator(config, directory / "generator.pt")
    write_trainer(config, directory / "trainer.pt")
    write_weights(directory / "weights.pt")


if __name__ == "__main__":
    main()
