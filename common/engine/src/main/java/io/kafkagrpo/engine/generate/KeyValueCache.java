package io.kafkagrpo.engine.generate;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.kafkagrpo.engine.torch.HostMemory;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.torch.TorchProgram;
import io.kafkagrpo.model.ModelConfig;
import java.util.List;

/** Keys and values of all layers for a number of rows, grown to the longest sequence so far. */
final class KeyValueCache implements AutoCloseable {

    private static final int FIRST_CAPACITY = 128;

    private final PolicyModel model;
    private final TorchProgram program;
    private final int rows;
    private final int mostPositions;
    private int capacity;
    private PtNDManager manager;
    private List<PtNDArray> tensors;
    private IValue list;

    KeyValueCache(PolicyModel model, TorchProgram program, int rows, int mostPositions) {
        this.model = model;
        this.program = program;
        this.rows = rows;
        this.mostPositions = mostPositions;
        this.capacity = Math.min(FIRST_CAPACITY, mostPositions);
        this.manager = model.device().newManager();
        this.tensors = allocate(manager, capacity);
        this.list = TorchProgram.list(tensors);
    }

    /** The cache as a program takes it, with room for at least that many positions; valid until the next call. */
    IValue upTo(int positions) {
        if (positions > capacity) {
            grow(positions);
        }
        return list;
    }

    /** Copies the first positions of a row to another. */
    void copyRow(int source, int target, int length) {
        if (source != target) {
            program.run("copy_row", list, source, target, length);
        }
    }

    private void grow(int positions) {
        int larger = Math.min(mostPositions, Math.max(positions, 2 * capacity));
        PtNDManager newManager = model.device().newManager();
        List<PtNDArray> newTensors;
        try {
            newTensors = allocate(newManager, larger);
        } catch (RuntimeException e) {
            newManager.close();
            throw e;
        }
        IValue newList = TorchProgram.list(newTensors);
        program.run("copy_cache", list, newList);
        close();
        capacity = larger;
        manager = newManager;
        tensors = newTensors;
        list = newList;
    }

    private List<PtNDArray> allocate(PtNDManager owner, int positions) {
        PtNDArray like = model.weights().flat();
        if (!like.getDevice().isGpu()) {
            ModelConfig config = model.config();
            double values = 2.0 * config.layers() * config.kvHeads() * config.headDim() * rows * positions;
            HostMemory.refuseMoreThanThereIs(
                    "keys and values of %d sequences of %d tokens".formatted(rows, positions),
                    values * like.getDataType().getNumOfBytes(),
                    "Choose fewer slots or a shorter context.");
        }
        return program.tensors("new_cache", owner, rows, positions, like);
    }

    @Override
    public void close() {
        list.close();
        manager.close();
    }
}
