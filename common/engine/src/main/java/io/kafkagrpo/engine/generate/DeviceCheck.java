package io.kafkagrpo.engine.generate;

import io.kafkagrpo.engine.torch.PolicyModel;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Holds a model's weights on their device to what their version was announced to add up to: after each snapshot, on a thread of its
 * own, beside sampling. New weights don't wait for it: a sum that isn't ready then is given up, and taken of them instead.
 */
final class DeviceCheck {
    private static final CompletableFuture<OptionalLong> NONE = CompletableFuture.completedFuture(OptionalLong.empty());

    private final PolicyModel model;
    private CompletableFuture<OptionalLong> running = NONE;
    private volatile boolean givenUp;
    private boolean isDue;
    private long announced;

    DeviceCheck(PolicyModel model) {
        this.model = model;
    }

    /**
     * The model has new weights.
     *
     * @param sum that they must have; empty where nobody knows
     * @param holdsSnapshot whether a snapshot is among what came
     */
    void taken(OptionalLong sum, boolean holdsSnapshot) {
        isDue |= holdsSnapshot;
        if (isDue && sum.isPresent()) {
            announced = sum.getAsLong();
            givenUp = false;
            running = CompletableFuture.supplyAsync(() -> model.mixSum(() -> givenUp));
        }
    }

    /** Whether a sum is being taken, or was and hasn't been looked at. */
    boolean isRunning() {
        return running != NONE;
    }

    /** Nobody sums any more when this returns: the weights may change. */
    void rest() {
        givenUp = true;
        running.join();
        look();
    }

    /**
     * Whether what has been summed meanwhile is right.
     *
     * @throws WrongWeightsException if it isn't
     */
    void look() {
        if (!running.isDone()) {
            return;
        }
        OptionalLong found = running.join();
        running = NONE;
        if (found.isPresent()) {
            isDue = false;
            if (found.getAsLong() != announced) {
                throw new WrongWeightsException(String.format(
                        Locale.ROOT,
                        "The weights on %s have checksum %016x, but version %d was announced with %016x: the memory there gives back something else than it was given; start again on another device.",
                        model.device().name(),
                        found.getAsLong(),
                        model.version(),
                        announced));
            }
        }
    }
}
