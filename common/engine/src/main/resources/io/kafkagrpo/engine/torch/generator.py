# Incremental decoding with a key/value cache: for each layer keys and values [rows, capacity, kv_heads, head_dim].
class Generator(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  decoder : __torch__.decoder.Decoder

  # Reads a chunk of a prompt, ids [length] at positions from..from+length of a row, into the cache.
  # Returns the last position's hidden state [1, hidden], final norm applied.
  def prefill(self: __torch__.generator.Generator, w: List[Tensor], rope: List[Tensor], cache: List[Tensor], tokens: Tensor, row: int, start: int) -> Tensor:
    decoder = self.decoder
    ids = torch.to(tokens, w[0].device)
    length = ids.size(0)
    end = start + length
    x = torch.embedding(w[0], ids)
    cos = torch.unsqueeze(rope[0][start:end], 1)
    sin = torch.unsqueeze(rope[1][start:end], 1)
    mask = decoder.mask_after(length, start, x)
    for i in range(decoder.layers):
      j = decoder.first(i)
      q, k, v = decoder.project(x, w, j, cos, sin)
      keys = cache[2 * i][row]
      values = cache[2 * i + 1][row]
      _0 = torch.copy_(keys[start:end], k)
      _1 = torch.copy_(values[start:end], v)
      if start == 0:
        a = decoder.causal(q, k, v)
      else:
        all_keys = decoder.repeat(torch.unsqueeze(keys[:end], 0)).reshape([1, decoder.heads, end, decoder.head_dim])
        all_values = decoder.repeat(torch.unsqueeze(values[:end], 0)).reshape([1, decoder.heads, end, decoder.head_dim])
        queries = torch.transpose(torch.unsqueeze(q, 0), 1, 2)
        a = torch.scaled_dot_product_attention(queries, all_keys, all_values, mask, 0.0, False)
        a = torch.transpose(a, 1, 2).reshape([length, decoder.heads * decoder.head_dim])
      x = decoder.finish(x, a, w, j)
    return torch.rms_norm(x[-1:], [x.size(1)], w[1], decoder.eps)

  # One token of each active row 0..n: step [n, 7], float64, is token, position and the sampler's settings.
  # longest is the largest position + 1. Returns the sampler's [n, 2].
  def decode(self: __torch__.generator.Generator, w: List[Tensor], rope: List[Tensor], cache: List[Tensor], steps: Tensor, n: int, longest: int, greedy: bool, truncated: bool) -> Tensor:
    decoder = self.decoder
    step = torch.to(steps[:n], w[0].device)
    whole = torch.to(step[:, :2], 4)
    position = whole[:, 1]
    capacity = cache[0].size(1)
    width = decoder.kv_heads * decoder.head_dim
    rows = torch.arange(n, dtype=4, layout=None, device=step.device, pin_memory=False)
    at = rows * capacity + position
    x = torch.embedding(w[0], whole[:, 0])
    cos = torch.unsqueeze(torch.index_select(rope[0], 0, position), 1)
    sin = torch.unsqueeze(torch.index_select(rope[1], 0, position), 1)
    places = torch.arange(longest, dtype=4, layout=None, device=step.device, pin_memory=False)
    hidden_places = torch.gt(torch.unsqueeze(places, 0), torch.unsqueeze(position, 1))
    mask = torch.zeros([n, longest], dtype=x.dtype, layout=None, device=x.device, pin_memory=False)
    mask = torch.masked_fill_(mask, hidden_places, -inf).view([n, 1, 1, longest])
    for i in range(decoder.layers):
      j = decoder.first(i)
      q, k, v = decoder.project(x, w, j, cos, sin)
      _0 = torch.index_copy_(cache[2 * i].view([-1, width]), 0, at, k.reshape([n, width]))
      _1 = torch.index_copy_(cache[2 * i + 1].view([-1, width]), 0, at, v.reshape([n, width]))
      keys = torch.transpose(cache[2 * i][:n, :longest], 1, 2)
      values = torch.transpose(cache[2 * i + 1][:n, :longest], 1, 2)
      queries = q.reshape([n, decoder.kv_heads, decoder.heads // decoder.kv_heads, decoder.head_dim])
      a = torch.scaled_dot_product_attention(queries, keys, values, mask, 0.0, False)
      x = decoder.finish(x, a.reshape([n, decoder.heads * decoder.head_dim]), w, j)
    hidden = torch.rms_norm(x, [x.size(1)], w[1], decoder.eps)
    return __torch__.sampler.sample(torch.to(__torch__.linear.apply(hidden, w[2], None), 6), step[:, 2:], greedy, truncated)

  # Samples the first token of n members from their prompt's last hidden state [1, hidden].
  def first_tokens(self: __torch__.generator.Generator, w: List[Tensor], hidden: Tensor, steps: Tensor, n: int, greedy: bool, truncated: bool) -> Tensor:
    logits = torch.to(__torch__.linear.apply(hidden, w[2], None), 6)
    step = torch.to(steps[:n], w[0].device)
    return __torch__.sampler.sample(torch.expand(logits, [n, -1]), step[:, 2:], greedy, truncated)

  # The parameters with their matrices as this program multiplies by them; the embedding is looked up only.
  def pack(self: __torch__.generator.Generator, w: List[Tensor]) -> List[Tensor]:
    result = annotate(List[Tensor], [])
    for i in range(len(w)):
      matrix = w[i].dim() == 2 and i != 0
      if matrix:
        result.append(__torch__.linear.pack(w[i]))
      else:
        result.append(w[i])
    return result

  # The same of other weights: a matrix is made of so many of the given pieces, which lie below each other, as bytes of
  # bfloat16; a parameter of no pieces is taken as it is.
  def pack_bytes(self: __torch__.generator.Generator, w: List[Tensor], bytes: List[Tensor], pieces: Tensor) -> List[Tensor]:
    result = annotate(List[Tensor], [])
    at = 0
    for i in range(len(w)):
      count = int(pieces[i])
      if count == 0:
        result.append(w[i])
      else:
        parts = annotate(List[Tensor], [])
        for j in range(count):
          parts.append(torch.to(torch.view_copy(bytes[at + j], dtype=15), w[i].dtype))
        matrix = parts[0] if count == 1 else torch.cat(parts)
        result.append(__torch__.linear.pack(matrix.view([w[i].size(0), w[i].size(1)])))
        at = at + count
    return result

  # Copies the first length positions of one row to others.
  def copy_row(self: __torch__.generator.Generator, cache: List[Tensor], source: int, target: int, length: int) -> int:
    for layer in cache:
      _0 = torch.copy_(layer[target, :length], layer[source, :length])
    return length

  # An empty cache; its memory is touched only as it is used.
  def new_cache(self: __torch__.generator.Generator, rows: int, capacity: int, like: Tensor) -> List[Tensor]:
    decoder = self.decoder
    result = annotate(List[Tensor], [])
    for i in range(2 * decoder.layers):
      result.append(torch.zeros([rows, capacity, decoder.kv_heads, decoder.head_dim], dtype=like.dtype, layout=None, device=like.device, pin_memory=False))
    return result

  # Copies what a smaller cache holds into a larger one.
  def copy_cache(self: __torch__.generator.Generator, source: List[Tensor], target: List[Tensor]) -> int:
    for i in range(len(source)):
      _0 = torch.copy_(target[i][:, :source[i].size(1)], source[i])
    return len(source)
