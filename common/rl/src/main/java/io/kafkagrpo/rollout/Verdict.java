package io.kafkagrpo.rollout;

/** Whether a completion's answer is right, by the evaluation's matching rules. */
public enum Verdict {
    RIGHT,
    WRONG,
    /** Its task has no reference answer, or nobody could judge. */
    NONE
}
