# Matrix products with weights that oneDNN has rearranged for its kernels, once for many products; for x86
# CPUs, without gradient. A plain product rearranges its weight anew each time, which for few rows costs more
# than the product.
def apply(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, weight, bias, "none", annotate(List[Optional[number]], []), None)

def pack(weight: Tensor) -> Tensor:
  return ops.mkldnn._reorder_linear_weight(weight, 16)
