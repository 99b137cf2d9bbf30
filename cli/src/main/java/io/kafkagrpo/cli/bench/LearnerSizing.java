package io.kafkagrpo.cli.bench;

import io.kafkagrpo.engine.train.TrainingMemory;
import io.kafkagrpo.model.weights.WeightLayout;

/**
 * What a learner on several devices of one machine needs, by formula. Bytes and seconds; P is the model's number of
 * weights, N that of devices.
 *
 * @param shape the model
 * @param memory one device's needs, with the optimizer
 * @param assumed what the formulas rest on
 */
record LearnerSizing(EngineShape shape, TrainingMemory memory, Assumed assumed) {
    /** Masters and two moments, float32. */
    private static final int OPTIMIZER_BYTES = 3 * Float.BYTES;

    private static final int BF16_BYTES = 2;
    /** A changed bf16 value of a delta: its two bytes and the gap to the one before as a varint, before zstd. */
    private static final int CHANGED_VALUE_BYTES = 3;

    /**
     * What nobody has measured for the machine in question.
     *
     * @param devices N
     * @param stepTokens tokens of a training step, prompts included
     * @param deviceFlops floating-point operations a second that a device reaches
     * @param linkBytes a second between two devices
     * @param brokerBytes a second into Kafka
     * @param changedShare of the bf16 weights that a step changes
     */
    record Assumed(
            int devices,
            double stepTokens,
            double deviceFlops,
            double linkBytes,
            double brokerBytes,
            double changedShare) {}

    long weights() {
        return WeightLayout.of(shape.config()).valueCount();
    }

    /**
     * The device that has the optimizer, as the learner does it now; the others' gradients come to it
     * in small parts.
     */
    double firstDeviceBytes() {
        return memory.totalBytes();
    }

    /** Each other device, as the learner does it now. */
    double otherDeviceBytes() {
        return memory.totalBytes() - optimizerBytes();
    }

    /** Each device if masters and moments were cut into N parts, and gradients summed in place. */
    double shardedDeviceBytes() {
        return otherDeviceBytes() + optimizerBytes() / assumed.devices();
    }

    /**
     * Forward and backward of a step on all devices: 8·P·tokens operations, for layers are computed twice
     * in the forward.
     */
    double passSeconds() {
        return 8.0 * weights() * assumed.stepTokens() / (assumed.deviceFlops() * assumed.devices());
    }

    /**
     * Gradients (4P bytes) of N − 1 devices to the first, and its weights (2P) back to them, one after the other.
     */
    double reduceInTurnSeconds() {
        return (Float.BYTES + BF16_BYTES) * (double) weights() * (assumed.devices() - 1) / assumed.linkBytes();
    }

    /** The same by a ring: each device sends (N − 1)/N of both once over for summing, and once for gathering. */
    double reduceByRingSeconds() {
        double share = (assumed.devices() - 1.0) / assumed.devices();
        return (Float.BYTES + BF16_BYTES) * (double) weights() * share / assumed.linkBytes();
    }

    /** One device's gradients, if they went through Kafka. */
    double gradientsThroughKafkaSeconds() {
        return (double) Float.BYTES * weights() / assumed.brokerBytes();
    }

    double deltaBytes() {
        return CHANGED_VALUE_BYTES * assumed.changedShare() * weights();
    }

    double publishSeconds() {
        return deltaBytes() / assumed.brokerBytes();
    }

    private double optimizerBytes() {
        return (double) OPTIMIZER_BYTES * weights();
    }
}
