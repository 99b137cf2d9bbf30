package io.kafkagrpo.rl;

/**
 * Decides whether a scored group is trained on. Dropped groups are replaced by the learner (dynamic sampling, DAPO,
 * arXiv:2503.14476, eq. 11).
 *
 * @param maximumStaleness largest lag that may be trained on
 * @param zeroVariance what happens to a group whose rewards are all equal
 */
public record GroupFilter(long maximumStaleness, ZeroVariance zeroVariance) {
    /** What happens to a group without differences. */
    public enum ZeroVariance {
        /** It is trained on: its advantages are zero, its tokens count in the denominator, its KL penalty acts. */
        KEEP,
        /** It is dropped and replaced. */
        DROP
    }

    /** The outcome for one group. */
    public sealed interface Decision {}

    /** The group is trained on. */
    public record Train(long lag) implements Decision {}

    /** The group is not trained on. */
    public record Drop(Reason reason, long lag) implements Decision {}

    /** Why a group is dropped. */
    public enum Reason {
        /** Its oldest token lags too far behind. */
        STALE,
        /** Fewer than two of its rewards are known. */
        TOO_FEW_REWARDS,
        /** Its rewards are all equal. */
        ZERO_VARIANCE
    }

    /** Refuses a negative bound. */
    public GroupFilter {
        if (maximumStaleness < 0) {
            throw new IllegalArgumentException("maximum staleness %d must be 0 or more".formatted(maximumStaleness));
        }
    }

    /**
     * Judges one group.
     *
     * @param stepVersion weight version that the training step starts from
     * @param oldestTokenVersion smallest weight version among all tokens of the group
     * @param rewards total reward per member, NaN where missing
     */
    public Decision decide(long stepVersion, long oldestTokenVersion, double[] rewards) {
        Staleness staleness = Staleness.of(stepVersion, oldestTokenVersion, maximumStaleness);
        return switch (staleness) {
            case Staleness.Stale(long lag) -> new Drop(Reason.STALE, lag);
            case Staleness.Fresh(long lag) -> decide(lag, rewards);
        };
    }

    private Decision decide(long lag, double[] rewards) {
        long known = RunningStatistics.of(rewards).count();
        if (known < Math.min(2, rewards.length)) {
            return new Drop(Reason.TOO_FEW_REWARDS, lag);
        }
        boolean drop = zeroVariance == ZeroVariance.DROP && Advantages.isZeroVariance(rewards);
        return drop ? new Drop(Reason.ZERO_VARIANCE, lag) : new Train(lag);
    }
}
