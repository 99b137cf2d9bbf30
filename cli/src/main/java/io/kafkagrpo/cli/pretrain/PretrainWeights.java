package io.kafkagrpo.cli.pretrain;

import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.TensorSpec;
import io.kafkagrpo.model.weights.WeightLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * A decoder's first weights, as transformers initializes Qwen2: projections and embedding normal with standard
 * deviation 0.02, norms 1, biases 0. The same for a seed on every JVM, for {@link Random} is specified to the bit.
 */
final class PretrainWeights {

    private static final double STANDARD_DEVIATION = 0.02;
    private static final ValueLayout.OfShort BF16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private PretrainWeights() {}

    /** Weights in memory that the caller closes. */
    static HostWeights random(WeightLayout layout, long seed) {
        Random random = new Random(seed);
        HostWeights weights = HostWeights.allocate(layout);
        for (int i = 0; i < layout.tensors().size(); i++) {
            TensorSpec tensor = layout.tensors().get(i);
            MemorySegment values = weights.tensor(i);
            for (long at = 0; at < values.byteSize(); at += Short.BYTES) {
                values.set(BF16, at, rounded(first(tensor, random)));
            }
        }
        return weights;
    }

    private static double first(TensorSpec tensor, Random random) {
        if (tensor.name().endsWith("norm.weight")) {
            return 1;
        }
        return tensor.name().endsWith(".bias") ? 0 : STANDARD_DEVIATION * random.nextGaussian();
    }

    /** The nearest bf16, ties to even, of a small finite number. */
    private static short rounded(double value) {
        int bits = Float.floatToRawIntBits((float) value);
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
