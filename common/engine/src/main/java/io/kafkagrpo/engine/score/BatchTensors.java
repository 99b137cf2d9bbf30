package io.kafkagrpo.engine.score;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.kafkagrpo.engine.torch.TorchDevice;
import io.kafkagrpo.model.ModelConfig;
import java.util.List;

/** A micro-batch as the training program takes it; host tensors, freed together. */
public final class BatchTensors implements AutoCloseable {

    /** Logits that exist at once in the head, in values: 128 MiB of float32. */
    private static final int LOGITS_AT_ONCE = 1 << 25;

    private final PtNDManager host = TorchDevice.newHostManager();
    private final List<PtNDArray> tensors;
    private final int longest;

    public BatchTensors(MicroBatch batch) {
        this.tensors = List.of(
                TorchDevice.tensor(host, batch.ids()),
                TorchDevice.tensor(host, batch.positions()),
                TorchDevice.tensor(host, batch.segments()),
                TorchDevice.tensor(host, batch.selected()),
                TorchDevice.tensor(host, batch.targets()));
        long last = 0;
        for (long position : batch.positions()) {
            last = Math.max(last, position);
        }
        this.longest = Math.toIntExact(last + 1);
    }

    /** Ids, positions, segments, selected and targets. */
    public List<PtNDArray> tensors() {
        return tensors;
    }

    /** Positions that the rotary table must have. */
    public int longest() {
        return longest;
    }

    /** The manager of the tensors, for more of them. */
    public PtNDManager host() {
        return host;
    }

    /** Tokens whose logits the head computes at a time. */
    public static int headChunk(ModelConfig config) {
        return Math.max(1, LOGITS_AT_ONCE / config.vocabularySize());
    }

    @Override
    public void close() {
        host.close();
    }
}
