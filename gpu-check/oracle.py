"""transformers as the oracle: a model in the compute type, and the same weights in float32 as the truth."""

import torch
from transformers import AutoConfig, AutoModelForCausalLM, GenerationConfig


class Oracle:
    """A transformers model and what is compared of it. Sequences go one by one, so nothing is padded."""

    def __init__(self, model, device):
        self.model = model.to(device).eval()
        self.device = device
        # greedy, whatever the directory's generation_config.json says, and never ended by a token
        self.model.generation_config = GenerationConfig(do_sample=False, pad_token_id=0)

    @torch.no_grad()
    def logits(self, ids):
        """[tokens, vocabulary] in float32."""
        return self._logits(ids)

    @torch.no_grad()
    def score(self, groups, temperature=1.0):
        """Log-probabilities of all completions' tokens, in the order of the groups, on the host."""
        return torch.cat([part.cpu() for part in self._log_probabilities(groups, temperature)])

    @torch.no_grad()
    def generate(self, prompts, new_tokens):
        """Greedy continuations of prompts of one length: [prompts][new_tokens]."""
        ids = torch.tensor(prompts, device=self.device)
        whole = self.model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=new_tokens)
        return whole[:, ids.size(1) :].tolist()

    def gradients(self, groups, slopes):
        """Gradient of sum(slope * logprob) by canonical name, in float32."""
        self.model.zero_grad(set_to_none=True)
        done = 0
        for part in self._log_probabilities(groups, 1.0):
            (part * slopes[done : done + len(part)].to(self.device)).sum().backward()
            done += len(part)
        result = {name: parameter.grad.float() for name, parameter in self.model.named_parameters()}
        self.model.zero_grad(set_to_none=True)
        return result

    def _logits(self, ids):
        return self.model(torch.tensor([ids], device=self.device), use_cache=False).logits[0].float()

    def _log_probabilities(self, groups, temperature):
        for group in groups:
            for completion in group.completions:
                logits = self._logits(group.prompt + completion)[len(group.prompt) - 1 : -1]
                targets = torch.tensor(completion, device=self.device).unsqueeze(1)
                yield torch.log_softmax(logits / temperature, 1).gather(1, targets).squeeze(1)


def read_model(directory, dtype):
    """A directory's model; weights are converted to the type."""
    return AutoModelForCausalLM.from_pretrained(directory, dtype=dtype, attn_implementation="sdpa")


def random_model(config, dtype, seed):
    """A model of a configuration with random weights; also biases and norms differ from their usual start."""
    torch.manual_seed(seed)
    model = AutoModelForCausalLM.from_config(AutoConfig.for_model(**config), dtype=dtype, attn_implementation="sdpa")
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bias"):
                parameter.normal_(0, 0.02)
            elif "norm" in name:
                parameter.uniform_(0.8, 1.2)
    return model


def truth_of(model):
    """The same weights, computed with in float32."""
    truth = AutoModelForCausalLM.from_config(model.config, dtype=torch.float32, attn_implementation="sdpa")
    truth.load_state_dict({name: value.float() for name, value in model.state_dict().items()})
    return truth
