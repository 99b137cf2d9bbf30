# Sampling from logits [sequences, vocab], each sequence by its own settings and its own uniform number.

# Logits outside top-k, top-p or min-p become -inf. Settings are columns [sequences, 1]. For "off" Java passes the
# vocabulary's size as top-k, 2 as top-p (a sum of probabilities may round to 1 or a little more, never to 2) and 0
# as min-p. The order is temperature (already applied), top-k, top-p over what is left, min-p relative to the
# most likely token.
def truncate(logits: Tensor, top_k: Tensor, top_p: Tensor, min_p: Tensor) -> Tensor:
  ordered, order = torch.sort(logits, -1, True)
  rank = torch.arange(logits.size(1), dtype=4, layout=None, device=logits.device, pin_memory=False)
  ordered = torch.masked_fill(ordered, torch.ge(torch.unsqueeze(rank, 0), top_k), -inf)
  p = torch.softmax(torch.to(ordered, 7), 1)
  before = torch.cumsum(p, 1) - p
  drop = torch.logical_or(torch.ge(before, top_p), torch.lt(p, min_p * p[:, :1]))
  drop = torch.logical_and(drop, torch.gt(torch.unsqueeze(rank, 0), 0))
  ordered = torch.masked_fill(ordered, drop, -inf)
  return torch.scatter(torch.empty_like(logits), 1, order, ordered)

# settings [sequences, 5], float64: uniform in [0, 1), temperature (0 is greedy), top-k, top-p, min-p.
# Returns [sequences, 2], float64: token and its log-probability in the distribution that was sampled from; a greedy
# token's at temperature 1 and untruncated. Inverse transform sampling: the first token whose cumulated
# probability exceeds the uniform number, so no sequence depends on its neighbours.
def sample(logits: Tensor, settings: Tensor, greedy: bool, truncated: bool) -> Tensor:
  temperature = settings[:, 1:2]
  is_greedy = torch.eq(temperature, 0.0)
  if greedy:
    temperature = torch.masked_fill(temperature, is_greedy, 1.0)
  scaled = logits / torch.to(temperature, 6)
  if truncated:
    logs = torch.log_softmax(__torch__.sampler.truncate(scaled, settings[:, 2:3], settings[:, 3:4], settings[:, 4:5]), 1)
    if greedy:
      logs = torch.where(is_greedy, torch.log_softmax(scaled, 1), logs)
  else:
    logs = torch.log_softmax(scaled, 1)
  cumulated = torch.cumsum(torch.to(torch.exp(logs), 7), 1)
  drawn = torch.searchsorted(cumulated, settings[:, 0:1] * cumulated[:, -1:], out_int32=False, right=True)
  token = torch.clamp_max(drawn, logits.size(1) - 1)
  if greedy:
    token = torch.where(is_greedy, torch.argmax(logits, 1, True), token)
  return torch.cat([torch.to(token, 7), torch.to(torch.gather(logs, 1, token), 7)], 1)
