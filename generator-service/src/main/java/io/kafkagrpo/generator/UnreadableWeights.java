package io.kafkagrpo.generator;

import io.kafkagrpo.weights.WeightFollower;
import java.time.Duration;
import java.util.Optional;

/**
 * Newer weights that can't be read. They may come once more, and what comes later may not build on them: a learner
 * that starts publishes its version anew, whole, and now and then a version is a full snapshot. So this is borne for a
 * while, in which sampling goes on with the version at hand, and said once.
 */
final class UnreadableWeights {
    /**
     * Longer than a learner takes to start, to redo the steps since its checkpoint and to publish its version anew, as
     * a rule.
     */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private String said = "";
    private long since;

    /**
     * It is met, at a time of {@link System#nanoTime}.
     *
     * @param version at hand
     * @return what is to be said of it; empty where that was said before
     * @throws RuntimeException the failure itself, if it has lasted for too long
     */
    Optional<String> met(RuntimeException failure, long version, long now) {
        if (said.isEmpty()) {
            since = now;
        } else if (now - since > PATIENCE.toNanos()) {
            throw failure;
        }
        String words = String.valueOf(failure.getMessage());
        if (words.equals(said)) {
            return Optional.empty();
        }
        said = words;
        String meanwhile = version == WeightFollower.NONE
                ? "Waiting for the learner to publish its weights anew"
                : "Sampling goes on with version %d until one can be read that comes after it".formatted(version);
        return Optional.of("%s %s, for %d minutes at most.".formatted(words, meanwhile, PATIENCE.toMinutes()));
    }

    /**
     * A newer version could be read.
     *
     * @return whether there had been one that couldn't
     */
    boolean end() {
        boolean wasThere = !said.isEmpty();
        said = "";
        return wasThere;
    }
}
