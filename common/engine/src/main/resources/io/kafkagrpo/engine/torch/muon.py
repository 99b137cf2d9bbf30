# Muon's part of a step: the hidden matrices, one after the other, as views of the flat vectors.
class Muon(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Multiplies the whole gradient, as clipping does.
  def scale(self: __torch__.muon.Muon, gradient: Tensor, factor: float) -> int:
    _0 = torch.mul_(gradient, factor)
    return 0

  # Makes a matrix nearly orthogonal: 5 steps of Newton-Schulz's iteration x := a x + b (x x') x + c (x x')^2 x, with Jordan's
  # coefficients, on x / |x|. Singular values other than 0 come to lie between about 0.7 and 1.2. The smaller side is
  # multiplied out.
  def orthogonal(self: __torch__.muon.Muon, matrix: Tensor) -> Tensor:
    tall = matrix.size(0) > matrix.size(1)
    if tall:
      x = torch.t(matrix)
    else:
      x = matrix
    norm = torch.linalg_vector_norm(matrix, 2, None, False, dtype=7)
    x = torch.div(x, torch.to(torch.add(norm, 1e-07), 6))
    for i in range(5):
      square = torch.mm(x, torch.t(x))
      polynomial = torch.addmm(square, square, square, beta=-4.775, alpha=2.0315)
      x = torch.addmm(x, polynomial, x, beta=3.4445, alpha=1.)
    if tall:
      x = torch.t(x)
    return x

  # One step on the matrices: each row of matrices is start, rows, columns. The momentum is a sum of gradients, and the update
  # looks one step ahead (Nesterov). Its root mean square is that of an AdamW step, about 0.2, whatever the
  # matrix's shape (Moonlight, arXiv:2502.16982, section 2.2).
  def step(self: __torch__.muon.Muon, master: Tensor, gradient: Tensor, momenta: Tensor, matrices: Tensor, rate: float, momentum: float, decay: float) -> int:
    for i in range(matrices.size(0)):
      start = int(matrices[i, 0])
      rows = int(matrices[i, 1])
      columns = int(matrices[i, 2])
      end = start + rows * columns
      g = gradient[start:end]
      m = momenta[start:end]
      w = master[start:end]
      _0 = torch.add_(torch.mul_(m, momentum), g)
      ahead = torch.add(g, m, alpha=momentum)
      update = self.orthogonal(ahead.view([rows, columns]))
      _1 = torch.mul_(w, 1. - rate * decay)
      size = 0.2 * (float(max(rows, columns)) ** 0.5)
      _2 = torch.add_(w.view([rows, columns]), update, alpha=-(rate * size))
    return 0
