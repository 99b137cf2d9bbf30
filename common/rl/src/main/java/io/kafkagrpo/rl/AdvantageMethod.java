package io.kafkagrpo.rl;

/** How a run's rewards become advantages, and so who can compute them: whoever has one group, or only who has a step's. */
public sealed interface AdvantageMethod {

    /** When several reward functions become one number. */
    enum Aggregation {
        /** Their weighted sum is the reward, which is then compared. */
        SUM_THEN_NORMALIZE,
        /** Each is normalised in its group, then summed: {@link RewardAggregation#normalizeThenSum}. */
        NORMALIZE_THEN_SUM
    }

    /** A group's advantages depend on that group alone. */
    record OfGroup(AdvantageSettings settings) implements AdvantageMethod {}

    /** They depend on the rewards of all groups of the step. */
    record OfStep(AdvantageSettings settings) implements AdvantageMethod {}

    /** They depend on each reward function's values in all groups of the step. */
    record NormalizedFirst(double epsilon) implements AdvantageMethod {}

    /** The method of these settings; the estimator has no say where functions are normalised first. */
    static AdvantageMethod of(AdvantageSettings settings, Aggregation aggregation) {
        return switch (aggregation) {
            case NORMALIZE_THEN_SUM -> new NormalizedFirst(settings.epsilon());
            case SUM_THEN_NORMALIZE ->
                switch (settings.estimator()) {
                    case BATCH -> new OfStep(settings);
                    case GROUP, GROUP_MEAN, LEAVE_ONE_OUT -> new OfGroup(settings);
                };
        };
    }
}
