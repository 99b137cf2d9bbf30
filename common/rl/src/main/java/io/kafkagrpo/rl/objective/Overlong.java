package io.kafkagrpo.rl.objective;

/** What happens to a completion that was cut off at the length limit. */
public enum Overlong {
    /** It is trained on like any other. */
    KEEP,
    /**
     * None of its tokens counts (overlong filtering, DAPO, arXiv:2503.14476; TRL mask_truncated_completions). Its
     * reward still counts in its group's statistics.
     */
    MASK;

    /** The row as it enters the objective, given that its completion was cut off. */
    public Row ofTruncated(Row row) {
        return this == MASK ? row.withoutCountedTokens() : row;
    }
}
