package io.kafkagrpo.engine.generate;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.kafkagrpo.engine.torch.TorchDevice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the sampler is told of each sequence in a step: last token, position, random number, temperature, top-k,
 * top-p, min-p. Host and tensor share the memory, so that one small tensor serves all steps.
 */
final class StepInputs implements AutoCloseable {
    private static final int COLUMNS = 7;

    private final PtNDManager host = TorchDevice.newHostManager();
    private final int vocabularySize;
    private final ByteBuffer buffer;
    private final PtNDArray tensor;

    StepInputs(int slots, int vocabularySize) {
        this.vocabularySize = vocabularySize;
        this.buffer = ByteBuffer.allocateDirect(slots * COLUMNS * Double.BYTES).order(ByteOrder.nativeOrder());
        this.tensor = host.create(buffer, new Shape(slots, COLUMNS), DataType.FLOAT64);
    }

    /** [slots, COLUMNS] */
    PtNDArray tensor() {
        return tensor;
    }

    void put(int row, GeneratingSequence sequence, int token, int position) {
        Sampling sampling = sequence.request().sampling();
        boolean truncates = sampling.isTruncated();
        buffer.position(row * COLUMNS * Double.BYTES);
        buffer.putDouble(token);
        buffer.putDouble(position);
        buffer.putDouble(sequence.uniform());
        buffer.putDouble(sampling.temperature());
        buffer.putDouble(truncates && sampling.topK() > 0 ? sampling.topK() : vocabularySize);
        // 2 is off, for no sum of probabilities reaches it by rounding.
        buffer.putDouble(truncates && sampling.topP() < 1 ? sampling.topP() : 2);
        buffer.putDouble(truncates ? sampling.minP() : 0);
    }

    @Override
    public void close() {
        host.close();
    }
}
