package io.kafkagrpo.task.answer.algebra;

/** Bounds the cost of one judgement, counted and not timed, so that a verdict is the same on every machine. */
public final class Work {

    private static final long LIMIT = 400_000;

    private long spent;

    /**
     * Takes note of work that is about to be done.
     *
     * @param steps about as many multiplications of small numbers
     * @throws UndecidedException if all of it together is too much
     */
    public void spend(long steps) {
        spent += Math.min(steps, LIMIT + 1);
        if (spent > LIMIT) {
            throw new UndecidedException("it costs too much");
        }
    }
}
