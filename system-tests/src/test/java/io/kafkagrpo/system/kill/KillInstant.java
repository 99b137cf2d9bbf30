package io.kafkagrpo.system.kill;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * When the learner dies, drawn by its number: number n is the same instant in every run.
 *
 * @param number seed of the draw
 * @param phase what the learner is doing
 * @param step the step that it does it for, or the first later one at which it is caught in the act
 * @param delay for {@link Phase#ANY} and {@link Phase#RESTORE}: how long after the commit of the step before
 */
record KillInstant(int number, Phase phase, long step, Duration delay) {
    /** Longer than a step of the runs that this is for. */
    private static final int LONGEST_DELAY_MS = 400;

    /** What the learner is in the middle of. */
    enum Phase {
        /** The first chunk of the step's weights is in the log, its transaction undecided. */
        PUBLISH,
        /** A checkpoint of the step is half written. */
        CHECKPOINT,
        /** Whatever it does at a moment of wall time within the step. */
        ANY,
        /** The TrainingStep is in the log, its transaction undecided. */
        TRANSACTION,
        /** As {@link #ANY}, and once more while the next learner redoes the logged steps. */
        RESTORE,
        /** The step is committed, and the evaluation that it asked for not yet answered. */
        EVALUATION,
        /** The initial weights are in the log, the transaction that begins the run undecided. */
        BOOTSTRAP,
        /** The trained model is half written, the run's end not yet in the log. */
        MODEL
    }

    /** The phases take turns, so that a few numbers in a row cover most of them; the rest is random. */
    static KillInstant draw(int number, int steps, int evaluateEvery) {
        // Unlike Random, it also mixes seeds that are close to each other.
        SplittableRandom random = new SplittableRandom(number);
        Phase phase = Phase.values()[number % Phase.values().length];
        long step = switch (phase) {
            case BOOTSTRAP -> 0;
            case MODEL -> steps;
            case EVALUATION -> evaluateEvery * random.nextLong(1, steps / evaluateEvery + 1L);
            // Where it is missed, there must be a later step to catch it at.
            case PUBLISH, CHECKPOINT, TRANSACTION -> Math.min(random.nextLong(1, steps + 1L), steps - 10L);
            // A step must be there to be redone, and the run must not be over before the delay is.
            case ANY, RESTORE -> random.nextLong(2, steps);
        };
        return new KillInstant(number, phase, step, Duration.ofMillis(random.nextInt(LONGEST_DELAY_MS)));
    }

    @Override
    public String toString() {
        return "instant %d: %s of step %d".formatted(number, phase, step);
    }
}
