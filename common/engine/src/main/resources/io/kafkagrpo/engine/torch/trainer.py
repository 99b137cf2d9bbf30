# Forward and backward over packed sequences. A batch is packed without padding: for each group first the prompt's
# tokens, then its members' in runs of equal length. A group's prompt is computed once for all its members.
#
# segments describes the packing, flat: for each group prompt length, number of runs, then members and length
# of each run.
class Trainer(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  decoder : __torch__.decoder.Decoder

  def integers(self: __torch__.trainer.Trainer, x: Tensor) -> List[int]:
    result = annotate(List[int], [])
    for i in range(x.size(0)):
      result.append(int(x[i]))
    return result

  # Token counts of the packed pieces, in order.
  def sizes(self: __torch__.trainer.Trainer, segments: List[int]) -> List[int]:
    result = annotate(List[int], [])
    p = 0
    while p < len(segments):
      result.append(segments[p])
      runs = segments[p + 1]
      p += 2
      for r in range(runs):
        result.append(segments[p] * segments[p + 1])
        p += 2
    return result

  # One mask for each run: a member sees the whole prompt and its own past.
  def masks(self: __torch__.trainer.Trainer, segments: List[int], like: Tensor) -> List[Tensor]:
    result = annotate(List[Tensor], [])
    p = 0
    while p < len(segments):
      prompt = segments[p]
      runs = segments[p + 1]
      p += 2
      for r in range(runs):
        result.append(self.decoder.mask_after(segments[p + 1], prompt, like))
        p += 2
    return result

  # Attention of packed q [tokens, heads, head_dim] -> [tokens, heads * head_dim].
  def attend(self: __torch__.trainer.Trainer, q: Tensor, k: Tensor, v: Tensor, segments: List[int], sizes: List[int], masks: List[Tensor]) -> Tensor:
    decoder = self.decoder
    qs = torch.split_with_sizes(q, sizes, 0)
    ks = torch.split_with_sizes(k, sizes, 0)
    vs = torch.split_with_sizes(v, sizes, 0)
    result = annotate(List[Tensor], [])
    piece = 0
    run = 0
    p = 0
    while p < len(segments):
      prompt = segments[p]
      runs = segments[p + 1]
      prompt_keys = decoder.repeat(torch.unsqueeze(ks[piece], 0))
      prompt_values = decoder.repeat(torch.unsqueeze(vs[piece], 0))
      result.append(decoder.causal(qs[piece], ks[piece], vs[piece]))
      piece += 1
      p += 2
      for r in range(runs):
        members = segments[p]
        length = segments[p + 1]
        total = prompt + length
        queries = torch.transpose(qs[piece].view([members, length, decoder.heads, decoder.head_dim]), 1, 2)
        own_keys = decoder.repeat(ks[piece].view([members, length, decoder.kv_heads, decoder.head_dim]))
        own_values = decoder.repeat(vs[piece].view([members, length, decoder.kv_heads, decoder.head_dim]))
        keys = torch.cat([torch.expand(prompt_keys, [members, -1, -1, -1, -1]), own_keys], 3)
        values = torch.cat([torch.expand(prompt_values, [members, -1, -1, -1, -1]), own_values], 3)
        keys = keys.view([members, decoder.heads, total, decoder.head_dim])
        values = values.view([members, decoder.heads, total, decoder.head_dim])
        a = torch.scaled_dot_product_attention(queries, keys, values, masks[run], 0.0, False)
        result.append(torch.transpose(a, 1, 2).reshape([members * length, decoder.heads * decoder.head_dim]))
        piece += 1
        run += 1
        p += 2
    return torch.cat(result, 0)

  def layer(self: __torch__.trainer.Trainer, x: Tensor, w: List[Tensor], j: int, cos: Tensor, sin: Tensor, segments: List[int], sizes: List[int], masks: List[Tensor]) -> Tensor:
    q, k, v = self.decoder.project(x, w, j, cos, sin)
    return self.decoder.finish(x, self.attend(q, k, v, segments, sizes, masks), w, j)

  # batch: ids [tokens], positions [tokens], segments, selected [predictions]: the packed index whose hidden
  # state predicts, targets [predictions]; all int64. Returns hidden states [predictions, hidden] with the
  # final norm applied.
  def hidden_states(self: __torch__.trainer.Trainer, batch: List[Tensor], w: List[Tensor], rope: List[Tensor]) -> Tensor:
    device = w[0].device
    x = torch.embedding(w[0], torch.to(batch[0], device))
    positions = torch.to(batch[1], device)
    cos = torch.unsqueeze(torch.index_select(rope[0], 0, positions), 1)
    sin = torch.unsqueeze(torch.index_select(rope[1], 0, positions), 1)
    segments = self.integers(batch[2])
    sizes = self.sizes(segments)
    masks = self.masks(segments, x)
    for i in range(self.decoder.layers):
      x = self.layer(x, w, self.decoder.first(i), cos, sin, segments, sizes, masks)
    return torch.rms_norm(torch.index_select(x, 0, torch.to(batch[3], device)), [x.size(1)], w[1], self.decoder.eps)

  # Log-probabilities and entropies [2, predictions] without gradient.
  def score(self: __torch__.trainer.Trainer, batch: List[Tensor], w: List[Tensor], rope: List[Tensor], temperature: float, chunk: int) -> Tensor:
    hidden = self.hidden_states(batch, w, rope)
    return __torch__.head.log_probabilities(hidden, w[2], torch.to(batch[4], hidden.device), temperature, chunk)

  # Log-probability, logsumexp, largest logits and their ids [predictions, 2 + 2 * top] without gradient.
  def score_top(self: __torch__.trainer.Trainer, batch: List[Tensor], w: List[Tensor], rope: List[Tensor], temperature: float, top: int, chunk: int) -> Tensor:
    hidden = self.hidden_states(batch, w, rope)
    return __torch__.head.top_logits(hidden, w[2], torch.to(batch[4], hidden.device), temperature, top, chunk)

  # Logits [predictions, vocab] in float32, all at once: for checks and small inputs.
  def logits(self: __torch__.trainer.Trainer, batch: List[Tensor], w: List[Tensor], rope: List[Tensor]) -> Tensor:
    return torch.to(torch.linear(self.hidden_states(batch, w, rope), w[2]), 6)

  # The head's part alone, of hidden states that forward has made.
  def score_hidden(self: __torch__.trainer.Trainer, batch: List[Tensor], w: List[Tensor], hidden: Tensor, temperature: float, chunk: int) -> Tensor:
    return __torch__.head.log_probabilities(hidden, w[2], torch.to(batch[4], hidden.device), temperature, chunk)

  # Parameters as leaves of a graph, sharing their memory.
  def leaves(self: __torch__.trainer.Trainer, w: List[Tensor]) -> List[Tensor]:
    result = annotate(List[Tensor], [])
    for t in w:
      result.append(torch.requires_grad_(torch.detach(t), True))
    return result

  # Adds gradients to their sums, which are float32; parameters without one (absent or unused) are skipped.
  def accumulate(self: __torch__.trainer.Trainer, gradients: List[Optional[Tensor]], skip: int, sums: List[Tensor], first: int) -> int:
    for i in range(len(gradients) - skip):
      g = gradients[i + skip]
      if torch.__isnot__(g, None):
        _0 = torch.add_(sums[first + i], unchecked_cast(Tensor, g))
    return first

  # Forward that keeps the whole graph. Returns hidden states [predictions, hidden], then the graph's leaves: the
  # embedded tokens, and from index 1 the parameters.
  def forward_graph(self: __torch__.trainer.Trainer, batch: List[Tensor], w: List[Tensor], rope: List[Tensor]) -> List[Tensor]:
    device = w[0].device
    leaves = self.leaves(w)
    embedded = torch.requires_grad_(torch.embedding(w[0], torch.to(batch[0], device)), True)
    positions = torch.to(batch[1], device)
    cos = torch.unsqueeze(torch.index_select(rope[0], 0, positions), 1)
    sin = torch.unsqueeze(torch.index_select(rope[1], 0, positions), 1)
    segments = self.integers(batch[2])
    sizes = self.sizes(segments)
    masks = self.masks(segments, embedded)
    x = embedded
    for i in range(self.decoder.layers):
      x = self.layer(x, leaves, self.decoder.first(i), cos, sin, segments, sizes, masks)
    selected = torch.index_select(x, 0, torch.to(batch[3], device))
    hidden = torch.rms_norm(selected, [x.size(1)], leaves[1], self.decoder.eps)
    return [hidden, embedded] + leaves

  # Backward of forward_graph: graph is what it returned, slopes [predictions] is d loss / d logprob, or slopes
  # [2, predictions] with d loss / d entropy below. Adds to sums.
  def backward_graph(self: __torch__.trainer.Trainer, batch: List[Tensor], graph: List[Tensor], sums: List[Tensor], slopes: Tensor, temperature: Tensor, chunk: Tensor) -> Tensor:
    hidden = graph[0]
    device = hidden.device
    leaves = graph[2:]
    d = __torch__.head.backward(torch.detach(hidden), torch.detach(leaves[2]), sums[2], torch.to(batch[4], device), torch.to(slopes, device), float(temperature), int(chunk))
    inputs = annotate(List[Tensor], [graph[1], leaves[1]])
    for i in range(self.decoder.layers * 9):
      inputs.append(leaves[3 + i])
    gradients = torch.autograd.grad([hidden], inputs, annotate(List[Optional[Tensor]], [d]), None, False, True)
    embedded = gradients[0]
    if torch.__isnot__(embedded, None):
      _0 = torch.index_add_(sums[0], 0, torch.to(batch[0], device), torch.to(unchecked_cast(Tensor, embedded), 6))
    norm = gradients[1]
    if torch.__isnot__(norm, None):
      _1 = torch.add_(sums[1], unchecked_cast(Tensor, norm))
    _2 = self.accumulate(gradients, 2, sums, 3)
    return slopes

  # Forward that keeps each layer's input only. Returns hidden states, then the inputs of all layers and
  # the last output.
  def forward_inputs(self: __torch__.trainer.Trainer, batch: List[Tensor], w: List[Tensor], rope: List[Tensor]) -> List[Tensor]:
    device = w[0].device
    x = torch.embedding(w[0], torch.to(batch[0], device))
    positions = torch.to(batch[1], device)
    cos = torch.unsqueeze(torch.index_select(rope[0], 0, positions), 1)
    sin = torch.unsqueeze(torch.index_select(rope[1], 0, positions), 1)
    segments = self.integers(batch[2])
    sizes = self.sizes(segments)
    masks = self.masks(segments, x)
    inputs = annotate(List[Tensor], [x])
    for i in range(self.decoder.layers):
      x = self.layer(x, w, self.decoder.first(i), cos, sin, segments, sizes, masks)
      inputs.append(x)
    hidden = torch.rms_norm(torch.index_select(x, 0, torch.to(batch[3], device)), [x.size(1)], w[1], self.decoder.eps)
    return [hidden] + inputs

  # Backward of forward_inputs: each layer is run again, with its graph, when its turn comes.
  def backward_inputs(self: __torch__.trainer.Trainer, batch: List[Tensor], kept: List[Tensor], w: List[Tensor], rope: List[Tensor], sums: List[Tensor], slopes: Tensor, temperature: Tensor, chunk: Tensor) -> Tensor:
    device = w[0].device
    d = __torch__.head.backward(kept[0], w[2], sums[2], torch.to(batch[4], device), torch.to(slopes, device), float(temperature), int(chunk))
    positions = torch.to(batch[1], device)
    cos = torch.unsqueeze(torch.index_select(rope[0], 0, positions), 1)
    sin = torch.unsqueeze(torch.index_select(rope[1], 0, positions), 1)
    segments = self.integers(batch[2])
    sizes = self.sizes(segments)
    masks = self.masks(segments, kept[0])
    leaves = self.leaves(w)
    last = torch.requires_grad_(torch.detach(kept[len(kept) - 1]), True)
    selected = torch.index_select(last, 0, torch.to(batch[3], device))
    hidden = torch.rms_norm(selected, [last.size(1)], leaves[1], self.decoder.eps)
    gradients = torch.autograd.grad([hidden], [last, leaves[1]], annotate(List[Optional[Tensor]], [d]), None, False, True)
    d = unchecked_cast(Tensor, gradients[0])
    _0 = self.accumulate(gradients, 1, sums, 1)
    for k in range(self.decoder.layers):
      i = self.decoder.layers - 1 - k
      j = self.decoder.first(i)
      x = torch.requires_grad_(torch.detach(kept[1 + i]), True)
      y = self.layer(x, leaves, j, cos, sin, segments, sizes, masks)
      inputs = annotate(List[Tensor], [x])
      for n in range(9):
        inputs.append(leaves[j + n])
      gradients = torch.autograd.grad([y], inputs, annotate(List[Optional[Tensor]], [d]), None, False, True)
      d = unchecked_cast(Tensor, gradients[0])
      _1 = self.accumulate(gradients, 1, sums, j)
    _2 = torch.index_add_(sums[0], 0, torch.to(batch[0], device), torch.to(d, 6))
    return slopes
