# The output head over chunks of tokens, so that logits of all tokens never exist at once.

# Logits divided by the temperature, in float32: [tokens, vocab].
def scaled_logits(hidden: Tensor, head: Tensor, temperature: float) -> Tensor:
  logits = torch.to(torch.linear(hidden, head), 6)
  if temperature != 1.0:
    logits = torch.div_(logits, temperature)
  return logits

# Log-probability of each target and entropy of each distribution:
# hidden [tokens, width], targets [tokens] -> [2, tokens].
def log_probabilities(hidden: Tensor, head: Tensor, targets: Tensor, temperature: float, chunk: int) -> Tensor:
  tokens = hidden.size(0)
  result = torch.empty([2, tokens], dtype=6, layout=None, device=hidden.device, pin_memory=False)
  start = 0
  while start < tokens:
    end = min(start + chunk, tokens)
    logs = torch.log_softmax(__torch__.head.scaled_logits(hidden[start:end], head, temperature), 1)
    picked = torch.gather(logs, 1, torch.unsqueeze(targets[start:end], 1))
    _0 = torch.copy_(result[0, start:end], torch.squeeze(picked, 1))
    weighted = torch.mul_(torch.exp(logs), torch.clamp_min_(logs, -1.0e30))
    _1 = torch.copy_(result[1, start:end], torch.neg(torch.sum(weighted, [1])))
    start = end
  return result

# For each target its log-probability and its distribution's logsumexp, largest logits and their token ids, in
# float64: [tokens, 2 + 2 * top].
def top_logits(hidden: Tensor, head: Tensor, targets: Tensor, temperature: float, top: int, chunk: int) -> Tensor:
  tokens = hidden.size(0)
  result = torch.empty([tokens, 2 + 2 * top], dtype=7, layout=None, device=hidden.device, pin_memory=False)
  start = 0
  while start < tokens:
    end = min(start + chunk, tokens)
    logits = __torch__.head.scaled_logits(hidden[start:end], head, temperature)
    total = torch.logsumexp(logits, [1], True)
    picked = torch.gather(logits, 1, torch.unsqueeze(targets[start:end], 1))
    values, ids = torch.topk(logits, top, 1, True, True)
    columns = [torch.to(torch.sub(picked, total), 7), torch.to(total, 7), torch.to(values, 7), torch.to(ids, 7)]
    _0 = torch.copy_(result[start:end], torch.cat(columns, 1))
    start = end
  return result

# Gradient of sum(slope * logprob) by logits before they are divided by the temperature; logits are scaled already.
# d logprob(target) / d logits = (onehot(target) - softmax) / temperature.
def by_log_probability(logits: Tensor, targets: Tensor, slopes: Tensor, temperature: float) -> Tensor:
  scale = torch.unsqueeze(slopes / temperature, 1)
  d = torch.softmax(logits, 1)
  d = torch.mul_(d, torch.neg(scale))
  return torch.scatter_add_(d, 1, torch.unsqueeze(targets, 1), scale)

# The same of sum(slope * logprob + entropy_slope * entropy), slopes [2, tokens].
# d entropy / d logits = -p * (log p + entropy) / temperature, and p * log p is 0 where p is.
def by_both(logits: Tensor, targets: Tensor, slopes: Tensor, temperature: float) -> Tensor:
  scale = torch.unsqueeze(slopes[0] / temperature, 1)
  logs = torch.log_softmax(logits, 1)
  p = torch.exp(logs)
  logs = torch.clamp_min_(logs, -1.0e4)
  entropy = torch.neg(torch.sum(torch.mul(p, logs), [1], True))
  d = torch.mul_(torch.add_(logs, entropy), torch.unsqueeze(slopes[1] / temperature, 1))
  d = torch.neg_(torch.mul_(torch.add_(d, scale), p))
  return torch.scatter_add_(d, 1, torch.unsqueeze(targets, 1), scale)

# Gradient of sum(slope * logprob) by hidden; the gradient by the head is added to head_gradient. Slopes are
# [tokens], or [2, tokens] where the second row is of the entropies.
def backward(hidden: Tensor, head: Tensor, head_gradient: Tensor, targets: Tensor, slopes: Tensor, temperature: float, chunk: int) -> Tensor:
  tokens = hidden.size(0)
  result = torch.empty_like(hidden)
  start = 0
  while start < tokens:
    end = min(start + chunk, tokens)
    part = hidden[start:end]
    if slopes.dim() == 2:
      d = __torch__.head.by_both(__torch__.head.scaled_logits(part, head, temperature), targets[start:end], slopes[:, start:end], temperature)
    else:
      d = __torch__.head.by_log_probability(__torch__.head.scaled_logits(part, head, temperature), targets[start:end], slopes[start:end], temperature)
    d = torch.to(d, hidden.dtype)
    _0 = torch.copy_(result[start:end], torch.matmul(d, head))
    if hidden.dtype == head_gradient.dtype:
      _1 = torch.addmm_(head_gradient, torch.t(d), part)
    else:
      _2 = torch.add_(head_gradient, torch.matmul(torch.t(d), part))
    start = end
  return result
