package io.kafkagrpo.engine.torch;

import io.kafkagrpo.model.weights.TensorSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which values of the flat vector belong to the matrices of the layers, each as the model's files have it (q, k and
 * v by themselves, so gate and up), and which to embeddings, head, norms and biases.
 *
 * @param matrices start, rows and columns of each, in values
 * @param others start, length and 0 of each stretch of anything else, in values
 */
public record HiddenMatrices(List<long[]> matrices, List<long[]> others) {
    private static final String LAYERS = "model.layers.";

    public HiddenMatrices {
        matrices = List.copyOf(matrices);
        others = List.copyOf(others);
    }

    public static HiddenMatrices of(ParameterLayout layout) {
        List<TensorSpec> tensors = layout.weights().tensors();
        List<long[]> matrices = new ArrayList<>();
        List<long[]> others = new ArrayList<>();
        long othersEnd = -1;
        for (int tensor : IntStream.range(0, tensors.size())
                .boxed()
                .sorted(Comparator.comparingLong(layout::start))
                .toList()) {
            TensorSpec spec = tensors.get(tensor);
            long start = layout.start(tensor);
            if (spec.shape().size() == 2 && spec.name().startsWith(LAYERS)) {
                matrices.add(
                        new long[] {start, spec.shape().getFirst(), spec.shape().getLast()});
                othersEnd = -1;
            } else if (othersEnd < 0) {
                others.add(new long[] {start, spec.valueCount(), 0});
                othersEnd = start + spec.valueCount();
            } else { // with the zeros between, which stay zero
                long[] stretch = others.getLast();
                stretch[1] = start + spec.valueCount() - stretch[0];
            }
        }
        return new HiddenMatrices(matrices, others);
    }

    /** Values of the matrices. */
    public long matrixValues() {
        return matrices.stream().mapToLong(matrix -> matrix[1] * matrix[2]).sum();
    }

    /** Values of the largest of them. */
    public long largestMatrix() {
        return matrices.stream()
                .mapToLong(matrix -> matrix[1] * matrix[2])
                .max()
                .orElse(0);
    }

    /** Values of all the rest. */
    public long otherValues() {
        return others.stream().mapToLong(stretch -> stretch[1]).sum();
    }

    /** The rest's stretches, where they lie side by side in a vector of their own. */
    public List<long[]> othersPacked() {
        List<long[]> packed = new ArrayList<>();
        long start = 0;
        for (long[] stretch : others) {
            packed.add(new long[] {start, stretch[1], 0});
            start += stretch[1];
        }
        return packed;
    }
}
