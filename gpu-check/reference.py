"""The programs in float32 against a model directory's reference.json, which transformers made elsewhere; needs no transformers."""

from pathlib import Path

import torch
from safetensors.torch import load_file

from decoding import Decoding, Sampling, generate
from engine import Group, Optimizer, pack

# those of ModelReferenceTest.java
LOGIT = 2e-4
LOG_PROBABILITY = 1e-4
GRADIENT = 5e-5


def read_tensors(directory):
    """A directory's weights by canonical name."""
    files = sorted(Path(directory).glob("*.safetensors"))
    return {name: tensor for file in files for name, tensor in load_file(file).items()}


class ReferenceChecks:
    def __init__(self, report, engine, data):
        self._report = report
        self._engine = engine
        self._data = data
        self._prompts = self._data["prompts"]

    def scores(self):
        """Likeliest logits and their logsumexp at some positions, log-probabilities of continuations, rows of a batch."""
        worst = 0.0
        for prompt in self._prompts:
            logits = self._engine.logits(prompt["ids"]).cpu()
            for position in prompt["positions"]:
                row = logits[position["pos"]]
                worst = max(worst, _largest(row[position["ids"]], position["logits"]))
                worst = max(worst, abs(row.logsumexp(0).item() - position["logsumexp"]))
        self._verdict("logits", worst, LOGIT)
        worst = 0.0
        for prompt in self._prompts:
            batch = pack([Group(prompt["ids"], [prompt["continuation"]["ids"]])])
            worst = max(worst, _largest(self._engine.score(batch)[0], prompt["continuation"]["logprobs"]))
        self._verdict("log-probabilities", worst, LOG_PROBABILITY)
        ids = {prompt["id"]: prompt["ids"] for prompt in self._prompts}
        batch = self._data["batch"]
        groups = [Group(ids[row["prompt"]], [batch["completion_ids"]]) for row in batch["rows"]]
        expected = [value for row in batch["rows"] for value in row["logprobs"]]
        self._verdict("rows of different lengths", _largest(self._engine.score(pack(groups))[0], expected), LOG_PROBABILITY)

    def cached_decoding(self):
        """All prompts at once, greedily."""
        prompts = [prompt["ids"] for prompt in self._prompts]
        expected = [prompt["greedy"]["ids"] for prompt in self._prompts]
        count = len(expected[0])
        decoding = Decoding(self._engine, prompts, count, [Sampling()] * len(prompts), chunk=16)
        tokens, log_probabilities = generate(decoding, count)
        same = int((tokens == torch.tensor(expected)).sum())
        self._report.check("greedy tokens", same == tokens.numel(), f"{same} of {tokens.numel()} are transformers'")
        worst = _largest(log_probabilities, [prompt["greedy"]["logprobs"] for prompt in self._prompts])
        self._verdict("log-probabilities of cached decoding", worst, LOG_PROBABILITY)

    def gradients_and_adamw(self):
        """Loss, gradient of each tensor and a clipped step of AdamW, with all activations kept and with layers run again."""
        expected = self._data["gradient_f64"]
        prompt = next(prompt for prompt in self._prompts if prompt["id"] == expected["prompt"])
        batch = pack([Group(prompt["ids"], [prompt["continuation"]["ids"]])])
        slopes = torch.full(batch[4].shape, -1.0 / len(batch[4]))
        for name, recompute in (("activations kept", False), ("recomputed", True)):
            sums = self._engine.zeros()
            scores = self._engine.accumulate(batch, slopes, sums.parameters, recompute)
            self._verdict(f"loss, {name}", abs(scores[0].mean().item() + expected["loss_value"]), LOG_PROBABILITY)
            self._gradients(name, sums.tensors(), expected["parameters"])
        self._step(sums, expected)

    def _gradients(self, name, actual, expected):
        worst, where = 0.0, ""
        for tensor, figures in expected.items():
            values = actual[tensor].reshape(-1).double().cpu()
            error = abs(values.norm().item() / figures["l2"] - 1)
            error = max(error, _largest(values[figures["sample_index"]], figures["sample"]) / figures["max_abs"])
            worst, where = max((worst, where), (error, tensor))
        self._report.check(
            f"gradients, {name}", worst <= GRADIENT,
            f"{len(expected)} tensors; largest relative error {worst:.1e} in {where}, allowed {GRADIENT:.0e}")

    def _step(self, gradient, expected):
        settings = expected["optimizer"]
        optimizer = Optimizer(self._engine, settings["betas"], settings["eps"], settings["weight_decay"])
        with torch.inference_mode():
            optimizer.masters.flat.copy_(self._engine.weights.flat)
        norm = optimizer.step(gradient, settings["lr"], settings["clip_grad_norm"])
        self._verdict("gradient norm, relative", abs(norm / expected["total_grad_norm"] - 1), 1e-5)
        after, worst = optimizer.masters.tensors(), 0.0
        scale = min(1.0, settings["clip_grad_norm"] / expected["total_grad_norm"])
        for name, figures in expected["parameters"].items():
            values = after[name].reshape(-1).cpu()
            for at, gradient_there, value in zip(figures["sample_index"], figures["sample"], figures["after_adamw"]):
                # a step is rate * g / (|g| + epsilon): rounding of a gradient near 0 moves a weight by the rate
                noise = 2 * GRADIENT * figures["max_abs"] * scale / (abs(gradient_there) * scale + settings["eps"])
                allowed = settings["lr"] * min(1.0, noise) + 1e-6 * max(1.0, abs(value))
                worst = max(worst, abs(values[at].item() - value) / allowed)
        self._report.check("AdamW, one clipped step", worst <= 1, f"largest error is {worst:.2f} of what is allowed")

    def _verdict(self, name, error, allowed):
        self._report.check(name, error <= allowed, f"largest error {error:.1e}, allowed {allowed:.0e}")


def _largest(actual, expected):
    return (actual.double().cpu() - torch.tensor(expected, dtype=torch.float64)).abs().max().item()
