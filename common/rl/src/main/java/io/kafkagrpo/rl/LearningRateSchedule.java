package io.kafkagrpo.rl;

/**
 * The learning rate of each step, with the meaning that Hugging Face's schedulers give it: step 0 is the first.
 *
 * @param shape how the rate goes after the warm-up
 * @param peak rate after the warm-up
 * @param warmupSteps steps of linear growth from 0 (step w has peak · w / warmupSteps), 0 for none
 * @param totalSteps steps of the run; the decay ends there
 * @param floor rate that the decay ends at, from 0 to the peak
 */
public record LearningRateSchedule(Shape shape, double peak, long warmupSteps, long totalSteps, double floor) {
    /** How the rate goes after the warm-up, p being the part of the decay that is done, from 0 to 1. */
    public enum Shape {
        /** peak. */
        CONSTANT,
        /** floor + (peak − floor) (1 − p). */
        LINEAR,
        /** floor + (peak − floor) (1 + cos πp) / 2 (arXiv:1608.03983, without restarts). */
        COSINE
    }

    /** Refuses rates that are not positive, a floor above the peak and a warm-up longer than the run. */
    public LearningRateSchedule {
        if (!(peak > 0.0 && Double.isFinite(peak))) {
            throw new IllegalArgumentException("learning rate %s must be above 0".formatted(peak));
        }
        if (!(floor >= 0.0 && floor <= peak)) {
            throw new IllegalArgumentException("learning rate floor %s must be from 0 to %s".formatted(floor, peak));
        }
        if (warmupSteps < 0 || warmupSteps > totalSteps) {
            throw new IllegalArgumentException(
                    "warm-up of %d steps must be from 0 to the run's %d".formatted(warmupSteps, totalSteps));
        }
    }

    /** The same rate at every step. */
    public static LearningRateSchedule constant(double rate) {
        return new LearningRateSchedule(Shape.CONSTANT, rate, 0, 0, 0.0);
    }

    /** The learning rate of a step, 0 being the first. */
    public double at(long step) {
        if (step < warmupSteps) {
            return peak * step / warmupSteps;
        }
        double done = Math.clamp((double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps), 0.0, 1.0);
        return switch (shape) {
            case CONSTANT -> peak;
            case LINEAR -> floor + (peak - floor) * (1.0 - done);
            case COSINE -> floor + (peak - floor) * 0.5 * (1.0 + Math.cos(Math.PI * done));
        };
    }
}
