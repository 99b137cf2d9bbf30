package io.kafkagrpo.rollout;

/** One member of a group, as the group ended. */
public sealed interface Member {
    /** Its place in the group, from 0. */
    int index();

    /** Its total reward; NaN where there is none. */
    double total();

    /** A completion with what it earned. */
    record Scored(Completion completion, Score score) implements Member {
        @Override
        public int index() {
            return completion.index();
        }

        @Override
        public double total() {
            return score.total();
        }
    }

    /**
     * A member that could not be sampled.
     *
     * @param reason why, in a sentence for people
     */
    record Failed(int index, String reason) implements Member {
        @Override
        public double total() {
            return Double.NaN;
        }
    }
}
