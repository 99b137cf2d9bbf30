package io.kafkagrpo.engine.torch;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.model.weights.WeightChanges;
import java.util.List;

/** Writes single values into a flat vector of weights, wherever a program keeps them. */
interface ValueScatter {
    /**
     * Writes changes, one list after the other. Parameters that a program may have packed beforehand can be written later
     * than this returns: {@link #settle} comes before they are read.
     */
    void write(List<WeightChanges> changes);

    /** Waits until all is written. */
    void settle();

    /** Into weights of a type on a device. */
    static ValueScatter into(FlatWeights weights, TorchDevice device, TorchProgram program, ComputeType type) {
        return device.isGpu()
                ? new DeviceScatter(weights.layout(), program, weights.vector())
                : new HostScatter(weights.layout(), weights.vector().windows(), type);
    }
}
