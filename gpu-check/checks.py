"""The programs against transformers on the same weights."""

from collections import defaultdict

import torch

from decoding import Decoding, Sampling, generate
from engine import Group, Optimizer, pack

# transformers in the compute type is itself this far from the truth, and the programs may be so many times farther
ALLOWANCE = 1.5
# in float32, where transformers is its own truth: the tolerances of the project's tests against reference.json
LOGIT_FLOOR = 2e-4
LOG_PROBABILITY_FLOOR = 1e-4
GRADIENT_FLOOR = 2e-4
NEW_TOKENS = 32
# enough of both that rounding errors average out: with a tenth of them the ratio of two bf16 errors wandered from
# 0.5 to 2
ROWS = 16
GROUPS = 8


class Checks:
    """Programs (engine), transformers in the same type (peer) and in float32 (truth), on random token ids."""

    def __init__(self, report, engine, peer, truth):
        self._report = report
        self._engine = engine
        self._peer = peer
        self._truth = truth
        self._random = torch.Generator().manual_seed(1)

    def scores(self):
        """Logits of a sequence, log-probabilities of packed groups."""
        ids = self._ids(96)
        truth = self._truth.logits(ids)
        self._compare("logits", self._engine.logits(ids), self._peer.logits(ids), truth, LOGIT_FLOOR)
        groups = self._groups()
        for temperature in (1.0, 0.7):
            ours = self._engine.score(pack(groups), temperature)[0]
            theirs, truth = (oracle.score(groups, temperature) for oracle in (self._peer, self._truth))
            name = f"log-probabilities at temperature {temperature}"
            self._compare(name, ours, theirs, truth, LOG_PROBABILITY_FLOOR)

    def cached_decoding(self):
        """Rows of different lengths, half greedy and half sampled, against forward passes over the whole sequences."""
        half = ROWS // 2
        prompts = [self._ids(5 + 23 * row % 56) for row in range(ROWS)]
        samplings = [Sampling()] * half + [Sampling(0.8)] * half
        tokens, log_probabilities = generate(Decoding(self._engine, prompts, NEW_TOKENS, samplings, chunk=16), NEW_TOKENS)
        groups = [Group(prompt, [row]) for prompt, row in zip(prompts, tokens.tolist())]
        for name, rows, temperature in (("greedy", slice(0, half), 1.0), ("sampled at 0.8", slice(half, ROWS), 0.8)):
            theirs, truth = (oracle.score(groups[rows], temperature) for oracle in (self._peer, self._truth))
            ours = log_probabilities[rows].reshape(-1).float()
            self._compare(f"cached decoding, {name}", ours, theirs, truth, LOG_PROBABILITY_FLOOR)
        self._greedy_margins(groups[:half])
        self._top_1_is_greedy(prompts, tokens)

    def _greedy_margins(self, groups):
        """A greedy token may differ from the truth's only where the truth's own margin is within rounding."""
        worst, allowed, same = 0.0, 0.0, 0
        for group in groups:
            sequence = group.prompt + group.completions[0]
            after = slice(len(group.prompt) - 1, -1)
            truth = self._truth.logits(sequence)[after]
            error = (self._peer.logits(sequence)[after] - truth).abs().max().item()
            allowed = max(allowed, 2 * (ALLOWANCE * error + LOGIT_FLOOR))
            chosen = torch.tensor(group.completions[0], device=truth.device).unsqueeze(1)
            margins = truth.max(1).values - truth.gather(1, chosen).squeeze(1)
            worst = max(worst, margins.max().item())
            same += self._same_as_generate(group)
        total = sum(len(group.completions[0]) for group in groups)
        self._report.check(
            "greedy tokens",
            worst <= allowed,
            f"largest margin against a token {worst:.2e}, allowed {allowed:.2e};"
            f" {same} of {total} before a first difference from transformers' generate",
        )

    def _same_as_generate(self, group):
        theirs = self._peer.generate([group.prompt], len(group.completions[0]))[0]
        differing = [at for at, (a, b) in enumerate(zip(group.completions[0], theirs)) if a != b]
        return differing[0] if differing else len(theirs)

    def _top_1_is_greedy(self, prompts, tokens):
        """Sampling among the one likeliest is certain of it: the truncating path of the sampler."""
        samplings = [Sampling(1.0, top_k=1)] * 2
        drawn, log_probabilities = generate(Decoding(self._engine, prompts[:2], NEW_TOKENS, samplings, chunk=16), NEW_TOKENS)
        equal = int((drawn[:, 0] == tokens[:2, 0]).sum())
        largest = log_probabilities.abs().max().item()
        figures = f"{equal} of 2 first tokens greedy, log-probability {largest:.1e}"
        self._report.check("top-1 sampling", equal == 2 and largest < 1e-6, figures)

    def gradients(self):
        """Each kind of weight, with all activations kept and with layers run again."""
        groups = self._groups()
        batch = pack(groups)
        slopes = torch.randn(len(batch[4]), generator=self._random) / len(batch[4])
        truth = _by_kind(self._truth.gradients(groups, slopes))
        theirs = _by_kind(self._peer.gradients(groups, slopes))
        for name, recompute in (("activations kept", False), ("recomputed", True)):
            sums = self._engine.zeros()
            self._engine.accumulate(batch, slopes, sums.parameters, recompute)
            ours = _by_kind(sums.tensors())
            for kind, expected in truth.items():
                error, peer_error = (_relative(x[kind], expected) for x in (ours, theirs))
                bound = ALLOWANCE * peer_error + GRADIENT_FLOOR
                cosine = torch.nn.functional.cosine_similarity(ours[kind].double(), expected.double(), 0).item()
                self._report.check(
                    f"gradient, {name}, {kind}",
                    error <= bound,
                    f"relative error {error:.2e}, transformers' {peer_error:.2e}, allowed {bound:.2e}, cosine {cosine:.6f}",
                )

    def adamw(self):
        """Two steps, the first one clipped, against torch.optim.AdamW; then the rounding to bf16."""
        settings = dict(betas=(0.9, 0.95), epsilon=1e-8, decay=0.1)
        optimizer, gradient = Optimizer(self._engine, **settings), self._engine.zeros()
        optimizer.masters.flat.normal_(0, 0.02)
        theirs = torch.nn.Parameter(optimizer.masters.flat.clone())
        peer = torch.optim.AdamW([theirs], lr=1e-3, betas=settings["betas"], eps=1e-8, weight_decay=0.1)
        for clip in (1.0, float("inf")):
            gradient.flat.normal_(0, 1)
            theirs.grad = gradient.flat.clone()
            torch.nn.utils.clip_grad_norm_([theirs], clip)
            optimizer.step(gradient, 1e-3, clip)
            peer.step()
        difference = (optimizer.masters.flat - theirs.detach()).abs().max().item()
        self._report.check("AdamW, two steps", difference <= 1e-6, f"largest difference {difference:.1e} where a step moves 1e-3")
        kept = self._engine.weights.flat.clone()
        optimizer.publish()
        equal = torch.equal(self._engine.weights.flat.bfloat16(), optimizer.masters.flat.to(torch.bfloat16))
        self._report.check("masters rounded to bf16", equal, "bit for bit" if equal else "differ from torch's rounding")
        with torch.inference_mode():
            self._engine.weights.flat.copy_(kept)

    def _compare(self, name, ours, theirs, truth, floor):
        truth = truth.cpu()
        error, peer_error = (_error(x.cpu() - truth, self._engine.dtype) for x in (ours, theirs))
        bound = ALLOWANCE * peer_error + floor
        kind = "largest error" if self._engine.dtype == torch.float32 else "RMS error"
        self._report.check(name, error <= bound, f"{kind} {error:.2e}, transformers' {peer_error:.2e}, allowed {bound:.2e}")

    def _groups(self):
        """Prompts by turns with members of several lengths and with a single member."""
        members = ((24, (16, 16, 9, 1)), (40, (20,)))
        lengths = [members[group % 2] for group in range(GROUPS)]
        return [Group(self._ids(prompt), [self._ids(length) for length in own]) for prompt, own in lengths]

    def _ids(self, length):
        return torch.randint(self._engine.config.vocabulary, (length,), generator=self._random).tolist()


def _error(difference, dtype):
    """The largest in float32; the root of the mean square in bf16, where the largest of a few values is luck."""
    return (difference.abs().max() if dtype == torch.float32 else difference.square().mean().sqrt()).item()


def _relative(actual, expected):
    return ((actual - expected).double().norm() / expected.double().norm()).item()


def _by_kind(gradients):
    """Gradients of all layers side by side for each kind of weight, such as self_attn.q_proj.weight."""
    kinds = defaultdict(list)
    for name in sorted(gradients):
        kinds[name.split(".", 3)[-1] if ".layers." in name else name].append(gradients[name].reshape(-1))
    return {kind: torch.cat(parts) for kind, parts in kinds.items()}
