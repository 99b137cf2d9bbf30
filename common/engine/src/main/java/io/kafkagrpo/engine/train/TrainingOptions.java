package io.kafkagrpo.engine.train;

import io.kafkagrpo.compute.ComputeType;
import java.util.List;

/**
 * How a model is trained.
 *
 * @param devices one replica on each: cpu or gpu:N; the first holds the optimizer's state
 * @param computeType in which the passes multiply; master weights, moments and gradient sums are float32 always
 * @param tokenBudget most tokens of a micro-batch on a device; a longer sequence goes alone
 * @param activations what the backward pass recomputes
 * @param optimizer what steps which weights, and its constants
 */
public record TrainingOptions(
        List<String> devices,
        ComputeType computeType,
        int tokenBudget,
        Activations activations,
        OptimizerSettings optimizer) {

    public TrainingOptions {
        devices = List.copyOf(devices);
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("Training needs at least one device: cpu or gpu:N.");
        }
        if (tokenBudget < 1) {
            throw new IllegalArgumentException("A token budget is at least 1, not " + tokenBudget + ".");
        }
    }
}
