package io.kafkagrpo.learner;

import io.kafkagrpo.rl.Aggregation;
import io.kafkagrpo.rl.Clipped;
import io.kafkagrpo.rl.KlEstimator;
import io.kafkagrpo.rl.KlPenalty;
import io.kafkagrpo.rl.LearningRateSchedule;
import io.kafkagrpo.rl.ObjectiveSettings;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;

/** Reads the objective and its schedule from the configuration. */
final class ObjectiveFromSettings {
    private ObjectiveFromSettings() {}

    static ObjectiveSettings objective(RunSettings settings) {
        double beta = settings.get(Keys.BETA);
        return ObjectiveSettings.grpo(settings.get(Keys.EPSILON_LOW), beta)
                .withPolicyTerm(Clipped.between(settings.get(Keys.EPSILON_LOW), settings.get(Keys.EPSILON_HIGH)))
                .withKlPenalty(KlPenalty.of(
                        beta,
                        switch (settings.get(Keys.KL_ESTIMATOR)) {
                            case "k1" -> KlEstimator.K1;
                            case "k2" -> KlEstimator.K2;
                            default -> KlEstimator.K3;
                        }))
                .withAggregation(
                        switch (settings.get(Keys.AGGREGATION)) {
                            case "token-mean" -> new Aggregation.TokenMean();
                            case "sequence-sum" -> new Aggregation.SequenceSum(Aggregation.EmptyRows.COUNTED);
                            default -> Aggregation.sequenceMean();
                        });
    }

    static LearningRateSchedule schedule(RunSettings settings) {
        return new LearningRateSchedule(
                switch (settings.get(Keys.SCHEDULE)) {
                    case "linear" -> LearningRateSchedule.Shape.LINEAR;
                    case "cosine" -> LearningRateSchedule.Shape.COSINE;
                    default -> LearningRateSchedule.Shape.CONSTANT;
                },
                settings.get(Keys.LEARNING_RATE),
                settings.get(Keys.WARMUP_STEPS),
                // Steps count from 1 here and from 0 there: no step is wasted on a rate of 0, neither the first nor the
                // last.
                settings.get(Keys.STEPS) + 1L,
                0);
    }
}
