package io.kafkagrpo.rl;

/** Why a group is not trained on. */
public enum DropReason {
    /** Its oldest token lags too far behind. */
    STALE("stale"),
    /** Its rewards are all equal. */
    ZERO_VARIANCE("zero variance"),
    /** Fewer than two of its rewards are known (of a group of one: none). */
    TOO_FEW_REWARDS("too few rewards"),
    /** It ended without enough members: sampling or scoring failed, its record can't be read, or time ran out. */
    FAILED("failed");

    private final String words;

    DropReason(String words) {
        this.words = words;
    }

    /** The reason as records and reports tell it to people. */
    public String words() {
        return words;
    }
}
