package io.kafkagrpo.rl.objective;

/**
 * Adapts the coefficient of the entropy bonus between steps (Skywork-OR1, arXiv:2505.22312; TRL's
 * use_adaptive_entropy): up by one step where the entropy is below the target, down by one otherwise, and in force
 * only while the newest entropy is not above the target.
 *
 * @param nats the target: mean entropy per counted token
 * @param step by which the coefficient changes
 * @param maximum the coefficient's largest value; its smallest is 0
 */
public record EntropyTarget(double nats, double step, double maximum) {
    /**
     * What is known between two steps. Part of the learner's state.
     *
     * @param coefficient as adapted
     * @param entropy of the newest step, in nats per counted token; infinite before the first
     */
    public record State(double coefficient, double entropy) {}

    /** Refuses what is not above 0. */
    public EntropyTarget {
        if (!(nats > 0.0 && step > 0.0 && maximum > 0.0 && Double.isFinite(nats + step + maximum))) {
            throw new IllegalArgumentException("an entropy target %s, its step %s and its maximum %s must be above 0"
                    .formatted(nats, step, maximum));
        }
    }

    /** Before the first step: nothing is measured, so nothing is in force. */
    public State begin(double coefficient) {
        return new State(coefficient, Double.POSITIVE_INFINITY);
    }

    /** The coefficient that the next step has. */
    public double inForce(State state) {
        return state.entropy() <= nats ? state.coefficient() : 0.0;
    }

    /** After a step whose first pass measured this entropy. */
    public State after(State state, double entropy) {
        double moved = entropy < nats ? state.coefficient() + step : state.coefficient() - step;
        return new State(Math.clamp(moved, 0.0, maximum), entropy);
    }
}
