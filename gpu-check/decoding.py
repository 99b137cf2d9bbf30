"""Generation with the key/value cache, step by step as GenerationEngine.java does it."""

from dataclasses import dataclass

import torch

from engine import ANY_TOP_P, STEP_COLUMNS


@dataclass(frozen=True)
class Sampling:
    """How a row's tokens are chosen; temperature 0 takes the likeliest."""

    temperature: float = 0.0
    top_k: int = 0

    def columns(self, vocabulary):
        """Temperature, top-k, top-p and min-p as the sampler takes them."""
        return [self.temperature, self.top_k or vocabulary, ANY_TOP_P, 0.0]


class Decoding:
    """Rows that each continue a prompt of their own. Prompts are read one by one into a spare row and copied from there."""

    def __init__(self, engine, prompts, new_tokens, samplings, chunk=512, seed=0):
        self._engine = engine
        self._prompts = prompts
        self._chunk = chunk
        self._rows = len(prompts)
        self._random = torch.Generator().manual_seed(seed)
        self._greedy = any(sampling.temperature == 0 for sampling in samplings)
        self._truncated = any(sampling.top_k for sampling in samplings)
        self._steps = torch.zeros(self._rows, STEP_COLUMNS, dtype=torch.float64)
        self._steps[:, 3:] = torch.tensor([sampling.columns(engine.config.vocabulary) for sampling in samplings])
        self._lengths = torch.tensor([len(prompt) for prompt in prompts])
        capacity = max(len(prompt) for prompt in prompts) + new_tokens
        with torch.inference_mode():
            self._weights = engine.generator.pack(engine.weights.parameters)
            self._cache = engine.generator.new_cache(self._rows + 1, capacity, engine.weights.flat)

    @torch.inference_mode()
    def start(self):
        """Reads the prompts; the first token of each row and its log-probability [rows, 2], on the host."""
        with torch.jit.optimized_execution(False):
            return torch.cat([self._read(row, prompt) for row, prompt in enumerate(self._prompts)])

    def _read(self, row, prompt):
        generator = self._engine.generator
        for start in range(0, len(prompt), self._chunk):
            part = torch.tensor(prompt[start : start + self._chunk])
            hidden = generator.prefill(self._weights, self._engine.rope, self._cache, part, self._rows, start)
        generator.copy_row(self._cache, self._rows, row, len(prompt))
        step = self._steps[row : row + 1].clone()
        step[0, 2] = torch.rand((), generator=self._random, dtype=torch.float64)
        return generator.first_tokens(self._weights, hidden, step, 1, self._greedy, self._truncated).cpu()

    @torch.inference_mode()
    def step(self, tokens):
        """The next token of each row after the given ones [rows], as start gives them."""
        self._steps[:, 0] = tokens
        self._steps[:, 1] = self._lengths
        self._steps[:, 2] = torch.rand(self._rows, generator=self._random, dtype=torch.float64)
        self._lengths += 1
        longest = int(self._lengths.max())
        with torch.jit.optimized_execution(False):
            return self._engine.generator.decode(
                self._weights, self._engine.rope, self._cache, self._steps, self._rows, longest, self._greedy, self._truncated
            ).cpu()


def generate(decoding, new_tokens):
    """Token ids [rows, new_tokens] and their log-probabilities, on the host."""
    steps = [decoding.start()]
    for _ in range(new_tokens - 1):
        steps.append(decoding.step(steps[-1][:, 0]))
    both = torch.stack(steps, 1)  # [rows, new_tokens, 2]
    return both[:, :, 0].long(), both[:, :, 1]
