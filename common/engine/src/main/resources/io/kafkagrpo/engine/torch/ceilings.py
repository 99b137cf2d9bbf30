# What the machine itself can do, as the bound of what a model's programs can reach. Results are returned, for the
# executor drops operations whose results nobody takes.
class Ceilings(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Uniform numbers in [0, 1): [rows, columns], of a dtype (6 float32, 15 bfloat16), on the device of like.
  def operand(self: __torch__.ceilings.Ceilings, rows: int, columns: int, dtype: int, like: Tensor) -> Tensor:
    return torch.to(torch.rand([rows, columns], dtype=6, layout=None, device=like.device, pin_memory=False), dtype)

  # Square matrices [n, n]: 2 n^3 floating-point operations. One value comes back, which waits for the device.
  def multiply(self: __torch__.ceilings.Ceilings, a: Tensor, b: Tensor) -> Tensor:
    return torch.to(torch.matmul(a, b)[0, 0], torch.device("cpu"), 6)

  # Copies source over target: reads and writes each byte once.
  def copy(self: __torch__.ceilings.Ceilings, target: Tensor, source: Tensor) -> Tensor:
    return torch.to(torch.copy_(target, source)[0, 0], torch.device("cpu"), 6)

  # Reads each value once.
  def read(self: __torch__.ceilings.Ceilings, x: Tensor) -> Tensor:
    return torch.to(torch.sum(x), torch.device("cpu"), 6)
