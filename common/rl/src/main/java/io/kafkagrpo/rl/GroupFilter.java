package io.kafkagrpo.rl;

/**
 * Decides whether a scored group is trained on: by its rewards when it arrives, by its age when a step would take
 * it. Dropped groups are replaced by the learner (dynamic sampling, DAPO, arXiv:2503.14476, eq. 11).
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

    /** What is done about groups that grow too old while they are in flight. */
    public enum Stale {
        /** They are dropped when they come, and replaced. */
        DROP,
        /** No step is taken that makes a group too old which has not come yet. */
        WAIT
    }

    /** How a group ended. */
    public enum Ending {
        /** With enough scored members. */
        COMPLETE,
        /** Without. */
        FAILED
    }

    /** The outcome for one group. */
    public sealed interface Decision {}

    /** The group may be trained on. */
    public record Keep() implements Decision {}

    /** The group is not trained on. */
    public record Drop(DropReason reason) implements Decision {}

    /** Refuses a negative bound. */
    public GroupFilter {
        if (maximumStaleness < 0) {
            throw new IllegalArgumentException("maximum staleness %d must be 0 or more".formatted(maximumStaleness));
        }
    }

    /**
     * Judges a group that arrives by what will not change.
     *
     * @param rewards total reward per member, NaN where missing
     */
    public Decision onArrival(Ending ending, double[] rewards) {
        if (ending == Ending.FAILED) {
            return new Drop(DropReason.FAILED);
        }
        if (RunningStatistics.of(rewards).count() < Math.clamp(rewards.length, 1, 2)) {
            return new Drop(DropReason.TOO_FEW_REWARDS);
        }
        return zeroVariance == ZeroVariance.DROP && Advantages.isZeroVariance(rewards)
                ? new Drop(DropReason.ZERO_VARIANCE)
                : new Keep();
    }

    /**
     * Judges a group that has arrived by its age.
     *
     * @param stepVersion weight version that the training step starts from
     * @param oldestTokenVersion smallest weight version among all tokens of the group
     */
    public Decision forStep(long stepVersion, long oldestTokenVersion) {
        return switch (Staleness.of(stepVersion, oldestTokenVersion, maximumStaleness)) {
            case Staleness.Stale _ -> new Drop(DropReason.STALE);
            case Staleness.Fresh _ -> new Keep();
        };
    }
}
