"""Decode and train tokens/s of the programs beside transformers' own, and the memory that training takes."""

import statistics
import time

import torch

from decoding import Decoding, Sampling
from engine import Engine, Group, Optimizer, pack

TRAIN_STEPS = 5
HEADER = "| what | kafka-grpo | transformers | ratio |\n|---|---|---|---|"


class Speed:
    """One table. Both sides read prompts of one length and ignore ends of sequences; both train the same sequences."""

    def __init__(self, report, engine, peer, arguments):
        self._report = report
        self._engine = engine
        self._peer = peer
        self._arguments = arguments
        self._random = torch.Generator().manual_seed(2)

    def table(self):
        self._report.note(HEADER)
        for batch in self._arguments.batches:
            self._generation(batch)
        self._training()

    def _generation(self, batch):
        """Whole batches, prompts and all; then the middle one of the engine's decode steps alone."""
        prompts, count = [self._ids(self._arguments.prompt_tokens) for _ in range(batch)], self._arguments.new_tokens
        what = f"generate {batch} × ({self._arguments.prompt_tokens} + {count}), tokens/s"
        steps = []
        ours = self._measured(lambda: steps.extend(self._generate(prompts, count)))
        theirs = self._peer and self._measured(lambda: self._peer.generate(prompts, count))
        self._row(what, *(seconds and batch * count / seconds for seconds in (ours, theirs)))
        # the second run's
        step = batch / statistics.median(steps[len(steps) // 2 :]) if steps else None
        self._row(f"decode step, batch {batch}, tokens/s", step, None)

    def _generate(self, prompts, count):
        decoding = Decoding(self._engine, prompts, count, [Sampling()] * len(prompts))
        tokens, seconds = decoding.start()[:, 0], []
        for _ in range(count - 1):
            begun = time.perf_counter()
            tokens = decoding.step(tokens)[:, 0]
            seconds.append(time.perf_counter() - begun)
        return seconds

    def _training(self):
        arguments = self._arguments
        length = arguments.prompt_tokens + arguments.new_tokens
        groups = [Group(self._ids(arguments.prompt_tokens), [self._ids(arguments.new_tokens)]) for _ in range(arguments.sequences)]
        together = max(1, arguments.token_budget // length)
        batches = [groups[at : at + together] for at in range(0, len(groups), together)]
        kinds = [("", False), (", layers recomputed", True)]
        theirs = self._peer and self._trained(self._peer_step, batches)
        for name, recompute in kinds:
            ours = self._trained(self._engine_step, batches, recompute)
            what = f"train {arguments.sequences} × ({arguments.prompt_tokens} + {arguments.new_tokens}){name}"
            tokens = arguments.sequences * length
            other = None if recompute else theirs
            self._row(f"{what}, tokens/s", *(x and tokens / x[0] for x in (ours, other)))
            if self._engine.device.type == "cuda":
                self._row(f"{what}, peak memory, MiB", *(x and x[1] / 2**20 for x in (ours, other)))

    def _trained(self, make_step, batches, *options):
        """Median seconds of a step, and the most memory beyond what was taken before; nothing where memory runs out."""
        self._collect()
        cuda = self._engine.device.type == "cuda"
        before = torch.cuda.memory_allocated() if cuda else 0
        try:
            step = make_step(batches, *options)
            seconds = [self._timed(step) for _ in range(1 + TRAIN_STEPS)][1:]
        except torch.OutOfMemoryError as e:
            self._report.note(f"out of memory: {e}")
            return None
        return statistics.median(seconds), torch.cuda.max_memory_allocated() - before if cuda else 0

    def _engine_step(self, batches, recompute):
        """Forward, scores, backward and AdamW on float32 masters, as TrainingEngine.java does."""
        engine = self._engine
        training = Engine(engine.config, engine.device, engine.dtype, self._arguments.prompt_tokens + self._arguments.new_tokens)
        optimizer, sums = Optimizer(training, (0.9, 0.999), 1e-8, 0.0), training.zeros()
        with torch.inference_mode():
            optimizer.masters.flat.copy_(engine.weights.flat)
        packed = [pack(batch) for batch in batches]
        predictions = sum(len(batch[4]) for batch in packed)

        def step():
            optimizer.publish()
            for batch in packed:
                training.accumulate(batch, torch.full(batch[4].shape, -1.0 / predictions), sums.parameters, recompute)
            optimizer.step(sums, 1e-6, 1.0)

        return step

    def _peer_step(self, batches):
        """The usual step: float32 weights, autocast to the compute type, fused AdamW."""
        from oracle import truth_of

        device = self._engine.device
        model = truth_of(self._peer.model).to(device)
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-6, fused=True)
        tensors = [torch.tensor([group.prompt + group.completions[0] for group in batch], device=device) for batch in batches]
        prompt = self._arguments.prompt_tokens
        predictions = sum(ids.size(0) * (ids.size(1) - prompt) for ids in tensors)

        def step():
            for ids in tensors:
                with torch.autocast(device.type, self._engine.dtype, enabled=self._engine.dtype != torch.float32):
                    logits = model(ids, use_cache=False).logits[:, prompt - 1 : -1]
                targets = ids[:, prompt:].reshape(-1)
                (torch.nn.functional.cross_entropy(logits.float().flatten(0, 1), targets, reduction="sum") / predictions).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)

        return step

    def _measured(self, work):
        """Seconds of the second run of two; nothing where memory runs out."""
        self._collect()
        try:
            return [self._timed(work) for _ in range(2)][1]
        except torch.OutOfMemoryError as e:
            self._report.note(f"out of memory: {e}")
            return None

    def _timed(self, work):
        self._wait()
        begun = time.perf_counter()
        work()
        self._wait()
        return time.perf_counter() - begun

    def _wait(self):
        if self._engine.device.type == "cuda":
            torch.cuda.synchronize()

    def _collect(self):
        if self._engine.device.type == "cuda":
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats()

    def _row(self, what, ours, theirs):
        cells = ["–" if value is None else f"{value:,.0f}" for value in (ours, theirs)]
        ratio = f"{ours / theirs:.2f}" if ours and theirs else "–"
        self._report.note(f"| {what} | {cells[0]} | {cells[1]} | {ratio} |")

    def _ids(self, length):
        return torch.randint(self._engine.config.vocabulary, (length,), generator=self._random).tolist()
