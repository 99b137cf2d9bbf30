package io.kafkagrpo.cli.pretrain;

import io.kafkagrpo.rl.LearningRateSchedule;
import java.util.Locale;

/**
 * One part of the warm-up, with an optimizer of its own.
 *
 * @param name as progress lines show it
 * @param lessons what is imitated
 * @param steps most updates
 * @param batch examples in each
 * @param rate learning rate of each step
 * @param weightDecay AdamW's
 * @param evaluateEvery steps between two evaluations
 * @param stopAt held-out accuracy at or below which the phase ends; below 0 for a phase that makes all its steps
 */
record PretrainPhase(
        String name,
        Lessons lessons,
        int steps,
        int batch,
        LearningRateSchedule rate,
        double weightDecay,
        int evaluateEvery,
        double stopAt) {

    /** Steps of growing learning rate: a random model diverges at the full one. */
    private static final int WARMUP = 50;

    /** Imitates a teacher to the end, with a learning rate that falls linearly towards zero. */
    static PretrainPhase thorough(String name, Lessons lessons, int steps, int batch, double peak, double decay) {
        LearningRateSchedule rate = new LearningRateSchedule(
                LearningRateSchedule.Shape.LINEAR, peak, Math.min(WARMUP, steps), steps + 1L, 0);
        return new PretrainPhase(name, lessons, steps, batch, rate, decay, 100, -1);
    }

    /** A few steps at one learning rate, until the accuracy is down. */
    static PretrainPhase untilDown(
            String name, Lessons lessons, int steps, int batch, double rate, double decay, double stopAt) {
        return new PretrainPhase(name, lessons, steps, batch, LearningRateSchedule.constant(rate), decay, 1, stopAt);
    }

    /** What makes the phase's result, beside seed and threads. */
    String description() {
        return String.format(
                Locale.ROOT,
                "%s: %d steps of %d examples, learning rate %s, weight decay %s",
                name,
                steps,
                batch,
                rate,
                weightDecay);
    }
}
