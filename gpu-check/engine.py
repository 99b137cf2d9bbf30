"""The programs on a device, driven as PolicyModel, TrainingReplica, OptimizerState and GenerationEngine drive them in Java."""

import io
from dataclasses import dataclass

import torch

import programs
from layout import ParameterLayout, rotary_tables

SCALAR_TYPES = {torch.float32: 6, torch.bfloat16: 15}
LOGITS_AT_ONCE = 1 << 25  # as in BatchTensors.java
ROUNDING_CHUNK = 1 << 18  # as in TrainingEngine.java
NORM_ROW = 1 << 10  # as in OptimizerState.java
STEP_COLUMNS = 7
ANY_TOP_P = 2  # rounding can't reach it


def load(write, *arguments):
    """A program as torch.jit.load makes it of the archive that a function of programs.py writes."""
    archive = io.BytesIO()
    write(*arguments, archive)
    archive.seek(0)
    return torch.jit.load(archive)


class FlatWeights:
    """One value per weight on a device, as a flat vector and as the programs' parameters, sharing its memory."""

    def __init__(self, vectors, layout, dtype, device):
        self.layout = layout
        self._vectors = vectors
        length = torch.tensor(layout.length, device=device)
        # outside of inference mode, for tensors made in it can't take part in a graph
        self.flat = vectors.zeros(length, torch.tensor(SCALAR_TYPES[dtype]), length)
        self.parameters = vectors.views(self.flat, torch.tensor(layout.cuts))

    @torch.inference_mode()
    def write(self, tensors):
        """From tensors by canonical name, through bytes on the host as the Java side reads them from a file."""
        for name, (start, _) in self.layout.tensors.items():
            value = tensors[name].detach().cpu().contiguous()
            self._vectors.write(self.flat, start, value.view(-1).view(torch.uint8), SCALAR_TYPES[value.dtype])

    def tensors(self):
        """Views by canonical name."""
        return {name: self.layout.tensor(self.flat, name) for name in self.layout.tensors}


@dataclass(frozen=True)
class Group:
    """Completions of one prompt, each a list of token ids."""

    prompt: list
    completions: list


def pack(groups):
    """
    A micro-batch as MicroBatchPlanner.java packs it: ids, positions, segments, selected and targets. A prompt stands once,
    before its members; a group of one is one causal sequence. Predictions are in the order of the groups' completions.
    """
    ids, positions, segments, selected, targets = [], [], [], [], []
    for prompt, completions in ((group.prompt, group.completions) for group in groups):
        start = len(ids)
        common = prompt + completions[0][:-1] if len(completions) == 1 else prompt
        ids += common
        positions += range(len(common))
        runs = []
        for completion in completions:
            sequence = prompt + completion
            own_start, own = len(ids), len(sequence) - 1 - len(common)
            before = range(len(prompt) - 1, len(sequence) - 1)
            selected += [start + at if at < len(common) else own_start + at - len(common) for at in before]
            targets += completion
            ids += sequence[len(common) : -1]
            positions += range(len(common), len(common) + own)
            if runs and runs[-1][1] == own:
                runs[-1][0] += 1
            elif own:
                runs.append([1, own])
        segments += [len(common), len(runs), *(number for run in runs for number in run)]
    return [torch.tensor(column, dtype=torch.int64) for column in (ids, positions, segments, selected, targets)]


class Engine:
    """A model's weights and programs. Its calls don't profile and don't fuse, as TorchProgram.java asks of libtorch."""

    def __init__(self, config, device, dtype, positions):
        self.config = config
        self.device = device
        self.dtype = dtype
        self.layout = ParameterLayout(config)
        self.vectors = load(programs.write_weights)
        self.generator = load(programs.write_generator, config)
        self.trainer = load(programs.write_trainer, config)
        self.weights = FlatWeights(self.vectors, self.layout, dtype, device)
        self.rope = rotary_tables(config, positions, device)
        self._head_chunk = max(1, LOGITS_AT_ONCE // config.vocabulary)

    @torch.inference_mode()
    def score(self, batch, temperature=1.0):
        """Log-probabilities, then entropies [2, predictions] in float32, on the host."""
        with torch.jit.optimized_execution(False):
            return self.trainer.score(batch, self.weights.parameters, self.rope, temperature, self._head_chunk).cpu()

    @torch.inference_mode()
    def logits(self, ids):
        """Logits after each token [tokens, vocabulary] in float32, on the device."""
        every = torch.arange(len(ids))
        batch = [torch.tensor(ids), every, torch.tensor([len(ids), 0]), every, torch.tensor(ids)]
        with torch.jit.optimized_execution(False):
            return self.trainer.logits(batch, self.weights.parameters, self.rope)

    def accumulate(self, batch, slopes, sums, recompute=False, temperature=1.0):
        """Forward, scores, backward: adds the gradient of sum(slope * logprob) to float32 sums; returns the scores."""
        w, method = self.weights.parameters, "inputs" if recompute else "graph"
        with torch.jit.optimized_execution(False):
            with torch.enable_grad():
                kept = getattr(self.trainer, "forward_" + method)(batch, w, self.rope)
            with torch.inference_mode():
                scores = self.trainer.score_hidden(batch, w, kept[0], temperature, self._head_chunk).cpu()
            numbers = (sums, slopes, torch.tensor(temperature, dtype=torch.float64), torch.tensor(self._head_chunk))
            with torch.enable_grad():
                if recompute:
                    self.trainer.backward_inputs(batch, kept, w, self.rope, *numbers)
                else:
                    self.trainer.backward_graph(batch, kept, *numbers)
        return scores

    def zeros(self, dtype=torch.float32):
        """Another value for each weight: gradients, masters or moments."""
        return FlatWeights(self.vectors, self.layout, dtype, self.device)


class Optimizer:
    """AdamW on float32 masters; the engine's weights are the masters rounded to bf16."""

    def __init__(self, engine, betas, epsilon, decay):
        self.masters, self.first, self.second = engine.zeros(), engine.zeros(), engine.zeros()
        self._count = torch.zeros((), device=engine.device)
        self._engine = engine
        self._settings = (*betas, epsilon, decay)

    @torch.inference_mode()
    def step(self, gradient, rate, clip):
        """One step on a gradient, which is cleared; returns its norm."""
        vectors = self._engine.vectors
        with torch.jit.optimized_execution(False):
            norm = vectors.norm(gradient.flat, NORM_ROW).item()
            scale = min(1.0, clip / (norm + 1e-6))
            lists = ([v.flat] for v in (self.masters, gradient, self.first, self.second))
            vectors.adamw(*lists, [self._count], scale, rate, *self._settings)
            vectors.clear(gradient.flat)
        return norm

    @torch.inference_mode()
    def publish(self):
        """Writes the masters, rounded to bf16, into the engine's weights."""
        self._engine.vectors.round_into(self.masters.flat, self._engine.weights.flat, ROUNDING_CHUNK)
