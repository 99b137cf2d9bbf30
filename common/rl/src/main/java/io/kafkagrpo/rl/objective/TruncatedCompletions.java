package io.kafkagrpo.rl.objective;

/** What happens to a completion that was cut off at the length limit. */
public enum TruncatedCompletions {
    /** It is trained on like any other. */
    KEEP,
    /**
     * None of its tokens counts (overlong filtering, DAPO, arXiv:2503.14476; TRL mask_truncated_completions). Its
     * reward still counts in its group's statistics.
     */
    MASK;

    /** The sample as it enters the objective, given that its completion was cut off. */
    public Sample ofTruncated(Sample sample) {
        return this == MASK ? sample.withoutCountedTokens() : sample;
    }
}
