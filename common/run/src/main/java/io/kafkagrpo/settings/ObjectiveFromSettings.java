package io.kafkagrpo.settings;

import io.kafkagrpo.rl.GroupFilter;
import io.kafkagrpo.rl.LearningRateSchedule;
import io.kafkagrpo.rl.advantage.AdvantageMethod;
import io.kafkagrpo.rl.objective.Aggregation;
import io.kafkagrpo.rl.objective.EntropyBonus;
import io.kafkagrpo.rl.objective.EntropyMask;
import io.kafkagrpo.rl.objective.EntropyTarget;
import io.kafkagrpo.rl.objective.KlPenalty;
import io.kafkagrpo.rl.objective.ObjectiveSettings;
import io.kafkagrpo.rl.objective.SequenceMask;
import io.kafkagrpo.rl.objective.TruncatedCompletions;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import org.jspecify.annotations.Nullable;

/** Reads objective, advantages and schedule from the configuration; its texts were checked when it was loaded. */
public final class ObjectiveFromSettings {
    private ObjectiveFromSettings() {}

    public static ObjectiveSettings objective(RunSettings settings) {
        return new ObjectiveSettings(
                PolicyTermFromSettings.policyTerm(settings),
                settings.get(ObjectiveKeys.RATIO_LEVEL),
                bounds(settings.get(ObjectiveKeys.LOG_RATIO_BOUNDS)),
                CorrectionFromSettings.correction(settings),
                klPenalty(settings),
                aggregation(settings, settings.get(ObjectiveKeys.AGGREGATION)),
                new ObjectiveSettings.Extras(
                        settings.get(PolicyTermKeys.POLICY_WEIGHT),
                        settings.get(PolicyTermKeys.LOG_RATIO_PENALTY),
                        sequenceMask(settings),
                        new EntropyMask(settings.get(PolicyTermKeys.TOP_ENTROPY)),
                        entropyBonus(settings)));
    }

    private static EntropyBonus entropyBonus(RunSettings settings) {
        ObjectiveChoices.@Nullable Mean own =
                settings.get(PolicyTermKeys.ENTROPY_AGGREGATION).own();
        return new EntropyBonus(
                settings.get(PolicyTermKeys.ENTROPY_COEFFICIENT),
                settings.find(PolicyTermKeys.ENTROPY_TARGET)
                        .map(nats -> new EntropyTarget(
                                nats,
                                settings.get(PolicyTermKeys.ENTROPY_COEFFICIENT_STEP),
                                settings.get(PolicyTermKeys.ENTROPY_COEFFICIENT_MAXIMUM)))
                        .orElse(null),
                own == null ? null : aggregation(settings, own));
    }

    private static SequenceMask sequenceMask(RunSettings settings) {
        double threshold = settings.find(PolicyTermKeys.SEQUENCE_MASK_THRESHOLD).orElse(Double.POSITIVE_INFINITY);
        return threshold == Double.POSITIVE_INFINITY
                ? SequenceMask.NONE
                : new SequenceMask(threshold, settings.get(PolicyTermKeys.SEQUENCE_MASK_AGAINST));
    }

    public static AdvantageMethod advantages(RunSettings settings) {
        return AdvantageFromSettings.method(settings);
    }

    public static TruncatedCompletions overlong(RunSettings settings) {
        return settings.get(Keys.OVERLONG);
    }

    public static GroupFilter groupFilter(RunSettings settings) {
        return new GroupFilter(settings.get(Keys.MAX_STALENESS), settings.get(Keys.ZERO_VARIANCE));
    }

    public static LearningRateSchedule schedule(RunSettings settings) {
        int warmup = settings.get(OptimizerKeys.WARMUP_STEPS);
        return new LearningRateSchedule(
                settings.get(OptimizerKeys.SCHEDULE),
                settings.get(OptimizerKeys.LEARNING_RATE),
                warmup,
                // Steps count from 1 here and from 0 there: no step is wasted on a rate of 0, neither the first nor
                // the last. A run that is cut short may end within its warm-up.
                Math.max(warmup, settings.get(Keys.STEPS) + 1L),
                0);
    }

    private static KlPenalty klPenalty(RunSettings settings) {
        ObjectiveChoices.@Nullable Mean own =
                settings.get(ObjectiveKeys.KL_AGGREGATION).own();
        return new KlPenalty(
                settings.get(ObjectiveKeys.KL_COEFFICIENT),
                settings.get(ObjectiveKeys.KL_ESTIMATOR),
                settings.get(ObjectiveKeys.KL_WEIGHTING),
                own == null ? null : aggregation(settings, own));
    }

    private static Aggregation aggregation(RunSettings settings, ObjectiveChoices.Mean mean) {
        Aggregation.EmptySamples emptySamples = settings.get(ObjectiveKeys.EMPTY_ROWS);
        return switch (mean) {
            case SEQUENCE_MEAN ->
                new Aggregation.SequenceMean(emptySamples, settings.get(ObjectiveKeys.LENGTH_EPSILON));
            case TOKEN_MEAN -> new Aggregation.TokenMean();
            case SEQUENCE_SUM -> new Aggregation.SequenceSum(emptySamples);
            case CONSTANT ->
                new Aggregation.Constant(
                        settings.get(ObjectiveKeys.CONSTANT_TOKENS), settings.get(ObjectiveKeys.CONSTANT_PER));
            case GROUP_MEAN -> new Aggregation.GroupMean();
        };
    }

    static LogRatioBounds bounds(ObjectiveChoices.Bounds bounds) {
        return switch (bounds) {
            case NONE -> LogRatioBounds.NONE;
            case TWENTY -> LogRatioBounds.TWENTY;
            case AT_MOST_TEN -> LogRatioBounds.AT_MOST_TEN;
        };
    }
}
