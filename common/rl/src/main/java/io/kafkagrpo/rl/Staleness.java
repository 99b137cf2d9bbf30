package io.kafkagrpo.rl;

/** How far a group's oldest token lags behind the step that would train on it. */
public sealed interface Staleness {
    /** Within the bound. */
    record Fresh(long lag) implements Staleness {}

    /** Beyond the bound: the group must be dropped. */
    record Stale(long lag) implements Staleness {}

    /** The step's input version minus the version of the group's oldest token. */
    long lag();

    /**
     * Judges a group.
     *
     * @param stepVersion weight version that the training step starts from
     * @param oldestTokenVersion smallest weight version among all tokens of the group
     * @param maximum largest lag that may be trained on, 0 or more
     * @throws IllegalArgumentException if a token is newer than the step's weights, which only a mixed-up
     *     run can give
     */
    static Staleness of(long stepVersion, long oldestTokenVersion, long maximum) {
        long lag = stepVersion - oldestTokenVersion;
        if (lag < 0) {
            throw new IllegalArgumentException("a token of version %d can't be trained on by a step that starts from %d"
                    .formatted(oldestTokenVersion, stepVersion));
        }
        return lag <= maximum ? new Fresh(lag) : new Stale(lag);
    }
}
