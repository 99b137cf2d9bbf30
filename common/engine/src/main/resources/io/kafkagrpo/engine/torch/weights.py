# Flat vectors of all weights: made, cut into parameters, written from and read to host bytes, and stepped.
class Weights(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # A zero vector of a dtype (6 float32, 15 bfloat16) on a device.
  def zeros(self: __torch__.weights.Weights, length: Tensor, dtype: Tensor, on: Tensor) -> Tensor:
    return torch.zeros([int(length)], dtype=int(dtype), layout=None, device=on.device, pin_memory=False)

  # Views of a flat vector: cuts holds for each its start, rows and columns; columns 0 means a vector, rows 0
  # an absent one.
  def views(self: __torch__.weights.Weights, flat: Tensor, cuts: Tensor) -> List[Tensor]:
    result = annotate(List[Tensor], [])
    for i in range(cuts.size(0)):
      start = int(cuts[i, 0])
      rows = int(cuts[i, 1])
      columns = int(cuts[i, 2])
      if columns == 0:
        result.append(flat[start:start + rows])
      else:
        result.append(flat[start:start + rows * columns].view([rows, columns]))
    return result

  # Writes host bytes of a dtype (6 float32, 5 float16, 15 bfloat16) at a place of the vector,
  # rounding where needed.
  def write(self: __torch__.weights.Weights, flat: Tensor, start: int, bytes: Tensor, dtype: int) -> int:
    values = torch.view_copy(bytes, dtype=dtype)
    _0 = torch.copy_(flat[start:start + values.size(0)], values)
    return start

  # Writes single values, given as bytes of bfloat16, at places of the vector, each of which comes once.
  def scatter(self: __torch__.weights.Weights, flat: Tensor, places: Tensor, bytes: Tensor) -> int:
    values = torch.to(torch.view_copy(bytes, dtype=15), flat.device, flat.dtype)
    _0 = torch.index_copy_(flat, 0, torch.to(places, flat.device, 4), values)
    return places.size(0)

  # Length values of the vector, as they are; shares its memory.
  def window(self: __torch__.weights.Weights, flat: Tensor, start: int, length: int) -> Tensor:
    return flat[start:start + length]

  # The bytes of length values of the vector as bfloat16, on the host.
  def read_bfloat16(self: __torch__.weights.Weights, flat: Tensor, start: int, length: int) -> Tensor:
    values = torch.to(flat[start:start + length], 15)
    return torch.view_copy(torch.to(values, torch.device("cpu"), 15), dtype=0)

  # Length values of the vector as float32, on the host; shares its memory where that is what it is.
  def read_float32(self: __torch__.weights.Weights, flat: Tensor, start: int, length: int) -> Tensor:
    return torch.to(flat[start:start + length], torch.device("cpu"), 6)

  # Copies bf16-rounded values of a float32 vector into a vector of the compute type, in chunks.
  def round_into(self: __torch__.weights.Weights, source: Tensor, target: Tensor, chunk: int) -> int:
    start = 0
    while start < source.size(0):
      end = min(start + chunk, source.size(0))
      _0 = torch.copy_(target[start:end], torch.to(source[start:end], 15))
      start = end
    return start

  # Adds another device's gradient, in chunks, for each is copied over first.
  def add(self: __torch__.weights.Weights, target: Tensor, source: Tensor) -> int:
    start = 0
    while start < source.size(0):
      end = min(start + 16777216, source.size(0))
      _0 = torch.add_(target[start:end], torch.to(source[start:end], target.device))
      start = end
    return start

  def copy(self: __torch__.weights.Weights, target: Tensor, source: Tensor) -> int:
    _0 = torch.copy_(target, source)
    return 0

  def clear(self: __torch__.weights.Weights, target: Tensor) -> int:
    _0 = torch.zero_(target)
    return 0

  # Euclidean norm, in one pass over memory: of rows of so many values in float32, and of the rows' norms in float64.
  def norm(self: __torch__.weights.Weights, flat: Tensor, row: int) -> Tensor:
    rows = flat.size(0) // row
    whole = flat[:rows * row].view([rows, row])
    norms = torch.to(torch.linalg_vector_norm(whole, 2, [1], False, dtype=None), 7)
    rest = torch.linalg_vector_norm(flat[rows * row:], 2, None, False, dtype=7)
    return torch.linalg_vector_norm(torch.cat([norms, rest.view([1])]), 2, None, False, dtype=7)

  # The sum modulo 2^64 over length values from start of a mix of place and bits, as MixSum.java has it; place is the first
  # value's. The bits of a float32 change halves where that is asked for: those of a bf16 in it are then as if it were one.
  def mix_sum(self: __torch__.weights.Weights, flat: Tensor, start: int, length: int, place: int, halves: bool) -> Tensor:
    values = flat[start:start + length]
    if values.dtype == 15:
      bits = torch.bitwise_and(torch.to(torch.view_copy(values, dtype=2), 4), 65535)
    else:
      bits = torch.bitwise_and(torch.to(torch.view_copy(values, dtype=3), 4), 4294967295)
    if halves:
      upper = torch.bitwise_right_shift(bits, 16)
      bits = torch.bitwise_or(upper, torch.bitwise_and(torch.bitwise_left_shift(bits, 16), 4294901760))
    places = torch.arange(place, place + length, dtype=4, layout=None, device=values.device, pin_memory=False)
    z = torch.add_(torch.mul_(places, -7046029254386353131), bits)
    # A shift to the right brings copies of the sign; the mask takes them away.
    z = torch.bitwise_xor(z, torch.bitwise_and(torch.bitwise_right_shift(z, 30), 17179869183))
    z = torch.mul_(z, -4658895280553007687)
    z = torch.bitwise_xor(z, torch.bitwise_and(torch.bitwise_right_shift(z, 27), 137438953471))
    z = torch.mul_(z, -7723592293110705685)
    z = torch.bitwise_xor(z, torch.bitwise_and(torch.bitwise_right_shift(z, 31), 8589934591))
    return torch.to(torch.sum(z, dtype=4), torch.device("cpu"), 4)

  # 1 where length values from start hold NaN or infinity, else 0.
  def not_finite(self: __torch__.weights.Weights, flat: Tensor, start: int, length: int) -> Tensor:
    found = torch.any(torch.logical_not(torch.isfinite(flat[start:start + length])))
    return torch.to(found, torch.device("cpu"), 4)

  def set(self: __torch__.weights.Weights, target: Tensor, value: float) -> int:
    _0 = torch.fill_(target, value)
    return 0

  # One step of AdamW with decoupled weight decay (Loshchilov and Hutter 2019) on the gradient times scale: the operator divides
  # by a number while it reads the gradient. Lists of one tensor each: the executor drops a call of this operator on lists that
  # are made here, for it has no result.
  def adamw(self: __torch__.weights.Weights, master: List[Tensor], gradient: List[Tensor], first: List[Tensor], second: List[Tensor], count: List[Tensor], scale: float, rate: float, beta1: float, beta2: float, epsilon: float, decay: float) -> int:
    _0 = torch.add_(count[0], 1.0)
    if scale != 1.0:
      divisor = torch.full([], 1.0 / scale, dtype=6, layout=None, device=gradient[0].device, pin_memory=False)
      torch._fused_adamw_(master, gradient, first, second, annotate(List[Tensor], []), count, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False, grad_scale=divisor)
    else:
      torch._fused_adamw_(master, gradient, first, second, annotate(List[Tensor], []), count, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)
    return 0
