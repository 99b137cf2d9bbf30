package io.kafkagrpo.settings;

import io.kafkagrpo.rl.LearningRateSchedule;

/** The keys under {@code optimizer}: how a gradient becomes a step. Part of {@link Keys#ALL}. */
public final class OptimizerKeys {
    private OptimizerKeys() {}

    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    /** The values of {@code optimizer.name}. */
    public enum Name {
        /** AdamW for every weight. */
        ADAMW,
        /** Muon for the matrices of the layers, AdamW for embeddings, head, norms and biases. */
        MUON
    }

    public static final Key<Name> NAME = Key.choice(
            "optimizer.name",
            Name.ADAMW,
            "what steps the weights; muon: Muon the layers' matrices, AdamW embeddings, head, norms and biases");
    public static final Key<Double> MOMENTUM =
            Key.number("optimizer.momentum", 0.95, 0, 0.999999, "Muon, with Nesterov's look ahead");
    public static final Key<Double> LEARNING_RATE =
            Key.number("optimizer.learning-rate", 1e-6, 0, 1, "peak of the schedule");
    public static final Key<Double> BETA1 = Key.number("optimizer.beta1", 0.9, 0, 0.999999, "AdamW");
    public static final Key<Double> BETA2 = Key.number("optimizer.beta2", 0.999, 0, 0.999999, "AdamW");
    public static final Key<Double> ADAM_EPSILON = Key.number("optimizer.epsilon", 1e-8, 1e-30, 1, "AdamW");
    public static final Key<Double> WEIGHT_DECAY = Key.number("optimizer.weight-decay", 0, 0, 10, "decoupled");
    public static final Key<Double> GRADIENT_CLIP =
            Key.number("optimizer.gradient-clip", 1, 1e-9, NO_LIMIT, "largest global norm of a gradient");
    public static final Key<LearningRateSchedule.Shape> SCHEDULE =
            Key.choice("optimizer.schedule", LearningRateSchedule.Shape.CONSTANT, "learning rate over the steps");
    public static final Key<Integer> WARMUP_STEPS =
            Key.integer("optimizer.warmup-steps", 0, 0, "steps over which the learning rate rises from 0");
}
