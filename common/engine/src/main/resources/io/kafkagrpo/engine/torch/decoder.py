# The decoder layer that training and generation share. TorchScript as an archive keeps it, not run by Python.
#
# Parameters come as one list, in the order of ParameterLayout.java:
#   0 embedding [vocab, hidden], 1 final norm [hidden], 2 head [vocab, hidden], then from 3 + 9 * layer each layer's
#   +0 norm before attention, +1 q|k|v weight, +2 q|k|v bias, +3 query norm, +4 key norm, +5 output weight,
#   +6 norm before the feed-forward, +7 gate|up weight, +8 down weight. Absent ones are empty.
class Decoder(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int
  heads : int
  kv_heads : int
  head_dim : int
  eps : float
  qkv_bias : bool
  qk_norm : bool

  def first(self: __torch__.decoder.Decoder, layer: int) -> int:
    return 3 + 9 * layer

  # Rotary embedding of x [tokens, heads, head_dim]; sin carries the minus sign of its first half.
  def rotate(self: __torch__.decoder.Decoder, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    rolled = torch.roll(x, [self.head_dim // 2], [2])
    return torch.to(x * cos + rolled * sin, x.dtype)

  # Queries [tokens, heads, head_dim], keys and values [tokens, kv_heads, head_dim] of x [tokens, hidden].
  def project(self: __torch__.decoder.Decoder, x: Tensor, w: List[Tensor], j: int, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    normed = torch.rms_norm(x, [x.size(1)], w[j], self.eps)
    if self.qkv_bias:
      qkv = __torch__.linear.apply(normed, w[j + 1], w[j + 2])
    else:
      qkv = __torch__.linear.apply(normed, w[j + 1], None)
    qkv = qkv.view([x.size(0), self.heads + 2 * self.kv_heads, self.head_dim])
    if self.qk_norm:
      parts = torch.split_with_sizes(qkv, [self.heads, self.kv_heads, self.kv_heads], 1)
      q = self.rotate(torch.rms_norm(parts[0], [self.head_dim], w[j + 3], self.eps), cos, sin)
      k = self.rotate(torch.rms_norm(parts[1], [self.head_dim], w[j + 4], self.eps), cos, sin)
      v = parts[2]
    else:
      parts = torch.split_with_sizes(qkv, [self.heads + self.kv_heads, self.kv_heads], 1)
      rotated = torch.split_with_sizes(self.rotate(parts[0], cos, sin), [self.heads, self.kv_heads], 1)
      q = rotated[0]
      k = rotated[1]
      v = parts[1]
    return (q, k, v)

  # Output projection, residual and gated feed-forward; attended is [tokens, heads * head_dim].
  def finish(self: __torch__.decoder.Decoder, x: Tensor, attended: Tensor, w: List[Tensor], j: int) -> Tensor:
    x = x + __torch__.linear.apply(attended, w[j + 5], None)
    normed = torch.rms_norm(x, [x.size(1)], w[j + 6], self.eps)
    gated = torch.chunk(__torch__.linear.apply(normed, w[j + 7], None), 2, 1)
    return x + __torch__.linear.apply(torch.silu(gated[0]) * gated[1], w[j + 8], None)

  # Repeats each head of keys or values for its queries:
  # [batch, length, kv_heads, head_dim] -> [batch, kv_heads, repeats, length, head_dim].
  def repeat(self: __torch__.decoder.Decoder, x: Tensor) -> Tensor:
    heads_first = torch.unsqueeze(torch.transpose(x, 1, 2), 2)
    return torch.expand(heads_first, [-1, -1, self.heads // self.kv_heads, -1, -1])

  # Causal attention of a sequence to itself: q [length, heads, head_dim] -> [length, heads * head_dim].
  def causal(self: __torch__.decoder.Decoder, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    length = q.size(0)
    queries = torch.transpose(torch.unsqueeze(q, 0), 1, 2)
    keys = self.repeat(torch.unsqueeze(k, 0)).reshape([1, self.heads, length, self.head_dim])
    values = self.repeat(torch.unsqueeze(v, 0)).reshape([1, self.heads, length, self.head_dim])
    a = torch.scaled_dot_product_attention(queries, keys, values, None, 0.0, True)
    return torch.transpose(a, 1, 2).reshape([length, self.heads * self.head_dim])

  # Additive mask [length, before + length]: position t sees all that is before its chunk, and up to t in it.
  def mask_after(self: __torch__.decoder.Decoder, length: int, before: int, like: Tensor) -> Tensor:
    mask = torch.full([length, before + length], -inf, dtype=like.dtype, layout=None, device=like.device, pin_memory=False)
    return torch.triu_(mask, before + 1)
