package io.kafkagrpo.keep;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How much of those topics of a run is kept that can be done without in part.
 *
 * @param weights null: seven full snapshots' worth, which generators need
 */
public record Keeping(
        Keep completions, Keep scoredGroups, @Nullable Keep weights) {
    /** As it is where the configuration is silent. */
    public static final Keeping EVERYTHING = new Keeping(new Keep.All(), new Keep.All(), null);

    /** Keys under this prefix say how much of a topic is kept. */
    public static final String PREFIX = "kafka.keep.";

    private static final Map<String, String> KEPT_FOR_EVER = new TreeMap<>(Map.of(
            "steps", "it says what the run did, and without it nothing can be resumed, replayed or audited",
            "prompts", "the learner counts in it what it has admitted, and a fork finds there what was in flight",
            "weight-versions",
                    "it is small, and without an announcement the weights of its version can't be found by anyone",
            "dead-letters", "it is small, and a person is to read it"));

    /** Why a key of that prefix can't be set, as a clause; empty where the topic is none that is kept for ever. */
    public static Optional<String> refusal(String key) {
        return key.startsWith(PREFIX)
                ? Optional.ofNullable(KEPT_FOR_EVER.get(key.substring(PREFIX.length())))
                        .map(reason ->
                                ("%s can't be set, for that topic is kept for ever: %s; those that can be limited"
                                                + " are completions, scored-groups and weights")
                                        .formatted(key, reason))
                : Optional.empty();
    }
}
