package io.kafkagrpo.engine.torch;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.model.weights.WeightChanges;

/** Writes single values into a flat vector of weights, wherever a program keeps them. */
interface ValueScatter {
    /** Writes each of them; returns when all are written. */
    void write(WeightChanges changes);

    /** Into weights of a type on a device. */
    static ValueScatter into(FlatWeights weights, TorchDevice device, TorchProgram program, ComputeType type) {
        return device.isGpu()
                ? new DeviceScatter(weights.layout(), program, weights.vector())
                : new HostScatter(weights.layout(), weights.vector().windows(), type);
    }
}
