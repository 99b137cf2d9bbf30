"""Where the programs keep each weight: ParameterLayout.java and RotaryTable.java, for Python."""

import math

import torch

ALIGNMENT = 16
ABSENT = (0, 0, 0)


class ParameterLayout:
    """
    Starts of the canonical tensors in one flat vector, and the programs' parameters as cuts of it: q|k|v and gate|up lie side
    by side, every parameter starts at a multiple of 16 values.

    tensors: canonical name -> (start, shape). cuts: start, rows and columns of each parameter; columns 0 is a vector, rows 0
    an absent one.
    """

    def __init__(self, config):
        self.tensors = {}
        self.cuts = []
        self.length = 0
        self._add(("model.embed_tokens.weight", (config.vocabulary, config.hidden)))
        self._add(("model.norm.weight", (config.hidden,)))
        if config.tied:
            self.cuts.append(self.cuts[0])
        else:
            self._add(("lm_head.weight", (config.vocabulary, config.hidden)))
        for layer in range(config.layers):
            self._add_layer(f"model.layers.{layer}.", config)

    def _add_layer(self, layer, config):
        attention = layer + "self_attn."
        keys = config.kv_heads * config.head_dim
        widths = {"q": config.heads * config.head_dim, "k": keys, "v": keys}
        self._add((layer + "input_layernorm.weight", (config.hidden,)))
        self._add(*((f"{attention}{part}_proj.weight", (width, config.hidden)) for part, width in widths.items()))
        if config.qkv_bias:
            self._add(*((f"{attention}{part}_proj.bias", (width,)) for part, width in widths.items()))
        else:
            self.cuts.append(ABSENT)
        for part in ("q", "k"):
            if config.qk_norm:
                self._add((f"{attention}{part}_norm.weight", (config.head_dim,)))
            else:
                self.cuts.append(ABSENT)
        self._add((attention + "o_proj.weight", (config.hidden, widths["q"])))
        self._add((layer + "post_attention_layernorm.weight", (config.hidden,)))
        self._add(*((f"{layer}mlp.{part}_proj.weight", (config.intermediate, config.hidden)) for part in ("gate", "up")))
        self._add((layer + "mlp.down_proj.weight", (config.hidden, config.intermediate)))

    def _add(self, *parts):
        self.length = -(-self.length // ALIGNMENT) * ALIGNMENT
        start = self.length
        for name, shape in parts:
            self.tensors[name] = (self.length, shape)
            self.length += math.prod(shape)
        columns = parts[0][1][1] if len(parts[0][1]) == 2 else 0
        self.cuts.append((start, sum(shape[0] for _, shape in parts), columns))

    def tensor(self, flat, name):
        """A canonical tensor's values as a view of a flat vector."""
        start, shape = self.tensors[name]
        return flat[start : start + math.prod(shape)].view(shape)


def rotary_tables(config, positions, device):
    """Cosines and sines [positions, head_dim]; the sine's first half carries the minus sign of "rotate half"."""
    angles = torch.arange(positions, dtype=torch.float32).unsqueeze(1) * _frequencies(config)
    cosines = torch.cos(angles.double()).float()
    sines = torch.sin(angles.double()).float()
    return [torch.cat([cosines, cosines], 1).to(device), torch.cat([-sines, sines], 1).to(device)]


def _frequencies(config):
    """theta^(-2i/d) [head_dim / 2], each operation rounded to float32 as transformers' are."""
    exponents = torch.arange(0, config.head_dim, 2, dtype=torch.float32) / config.head_dim
    theta = torch.tensor(config.rope_theta, dtype=torch.float32).double()
    frequencies = (1.0 / torch.pow(theta, exponents.double()).float().double()).float()
    if config.rope_scaling is None:
        return frequencies
    return torch.tensor([_rescaled(frequency, config.rope_scaling) for frequency in frequencies.tolist()], dtype=torch.float32)


def _rescaled(frequency, scaling):
    """Llama 3's: long waves are stretched by the factor, short ones are kept, those between are blended."""
    wavelength = 2 * math.pi / frequency
    context = scaling["original_max_position_embeddings"]
    low, high, factor = scaling["low_freq_factor"], scaling["high_freq_factor"], scaling["factor"]
    if wavelength < context / high:
        return frequency
    if wavelength > context / low:
        return frequency / factor
    share = (context / wavelength - low) / (high - low)
    return (1 - share) * frequency / factor + share * frequency
