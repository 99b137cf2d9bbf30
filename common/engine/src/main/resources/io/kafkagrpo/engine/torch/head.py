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

# Gradient of sum(slope * logprob) by hidden; the gradient by the head is added to head_gradient.
# d logprob(target) / d logits = (onehot(target) - softmax) / temperature.
def backward(hidden: Tensor, head: Tensor, head_gradient: Tensor, targets: Tensor, slopes: Tensor, temperature: float, chunk: int) -> Tensor:
  tokens = hidden.size(0)
  result = torch.empty_like(hidden)
  start = 0
  while start < tokens:
    end = min(start + chunk, tokens)
    part = hidden[start:end]
    scale = torch.unsqueeze(slopes[start:end] / temperature, 1)
    d = torch.softmax(__torch__.head.scaled_logits(part, head, temperature), 1)
    d = torch.mul_(d, torch.neg(scale))
    d = torch.scatter_add_(d, 1, torch.unsqueeze(targets[start:end], 1), scale)
    d = torch.to(d, hidden.dtype)
    _0 = torch.copy_(result[start:end], torch.matmul(d, head))
    if hidden.dtype == head_gradient.dtype:
      _1 = torch.addmm_(head_gradient, torch.t(d), part)
    else:
      _2 = torch.add_(head_gradient, torch.matmul(torch.t(d), part))
    start = end
  return result
