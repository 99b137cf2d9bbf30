package io.kafkagrpo.model.weights;

import java.util.List;

/**
 * One weight tensor and its place in the flat vector of all weights.
 *
 * @param name canonical Hugging Face name, such as {@code model.layers.0.mlp.up_proj.weight}
 * @param shape sizes, outermost first; [out, in] for projections
 * @param offset first value's index within the flat vector, in values
 */
public record TensorSpec(String name, List<Long> shape, long offset) {

    public TensorSpec {
        shape = List.copyOf(shape);
    }

    /** Number of values. */
    public long valueCount() {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        return count;
    }

    /** Index of the first value behind it. */
    public long end() {
        return offset + valueCount();
    }
}
