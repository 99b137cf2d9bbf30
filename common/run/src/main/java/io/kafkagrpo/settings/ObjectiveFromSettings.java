package io.kafkagrpo.settings;

import io.kafkagrpo.rl.AdvantageMethod;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.GroupFilter;
import io.kafkagrpo.rl.LearningRateSchedule;
import io.kafkagrpo.rl.objective.Aggregation;
import io.kafkagrpo.rl.objective.Cispo;
import io.kafkagrpo.rl.objective.Clipped;
import io.kafkagrpo.rl.objective.KlPenalty;
import io.kafkagrpo.rl.objective.LogRatioBounds;
import io.kafkagrpo.rl.objective.ObjectiveSettings;
import io.kafkagrpo.rl.objective.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Criterion;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Decoupled;
import io.kafkagrpo.rl.objective.PolicyTerm;
import io.kafkagrpo.rl.objective.Reinforce;
import io.kafkagrpo.rl.objective.Sapo;
import io.kafkagrpo.rl.objective.TruncatedCompletions;
import org.jspecify.annotations.Nullable;

/** Reads objective, advantages and schedule from the configuration; its texts were checked when it was loaded. */
public final class ObjectiveFromSettings {
    private ObjectiveFromSettings() {}

    public static ObjectiveSettings objective(RunSettings settings) {
        return new ObjectiveSettings(
                policyTerm(settings),
                settings.get(ObjectiveKeys.RATIO_LEVEL),
                bounds(settings.get(ObjectiveKeys.LOG_RATIO_BOUNDS)),
                correction(settings),
                klPenalty(settings),
                aggregation(settings, settings.get(ObjectiveKeys.AGGREGATION)));
    }

    public static AdvantageMethod advantages(RunSettings settings) {
        return AdvantageMethod.of(
                new AdvantageSettings(
                        settings.get(Keys.ADVANTAGE_ESTIMATOR),
                        settings.get(Keys.ADVANTAGE_EPSILON),
                        settings.get(Keys.ADVANTAGE_SINGLE_MEMBER)),
                settings.get(Keys.ADVANTAGE_AGGREGATION));
    }

    public static TruncatedCompletions overlong(RunSettings settings) {
        return settings.get(Keys.OVERLONG);
    }

    public static GroupFilter groupFilter(RunSettings settings) {
        return new GroupFilter(settings.get(Keys.MAX_STALENESS), settings.get(Keys.ZERO_VARIANCE));
    }

    public static LearningRateSchedule schedule(RunSettings settings) {
        int warmup = settings.get(Keys.WARMUP_STEPS);
        return new LearningRateSchedule(
                settings.get(Keys.SCHEDULE),
                settings.get(Keys.LEARNING_RATE),
                warmup,
                // Steps count from 1 here and from 0 there: no step is wasted on a rate of 0, neither the first nor the
                // last. A run that is cut short may end within its warm-up.
                Math.max(warmup, settings.get(Keys.STEPS) + 1L),
                0);
    }

    private static PolicyTerm policyTerm(RunSettings settings) {
        return switch (settings.get(ObjectiveKeys.POLICY_TERM)) {
            case CLIPPED ->
                new Clipped(
                        settings.get(ObjectiveKeys.CLIP_LOW),
                        settings.get(ObjectiveKeys.CLIP_HIGH),
                        settings.find(ObjectiveKeys.DUAL_CLIP).orElse(Clipped.NO_CAP),
                        settings.find(ObjectiveKeys.DELTA).orElse(Clipped.NO_CAP));
            case CISPO ->
                new Cispo(settings.get(ObjectiveKeys.CISPO_MINIMUM), settings.get(ObjectiveKeys.CISPO_MAXIMUM));
            case REINFORCE -> new Reinforce();
            case SAPO ->
                new Sapo(
                        settings.get(ObjectiveKeys.SAPO_TEMPERATURE_POSITIVE),
                        settings.get(ObjectiveKeys.SAPO_TEMPERATURE_NEGATIVE));
        };
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
        };
    }

    private static OffPolicyCorrection correction(RunSettings settings) {
        return switch (settings.get(ObjectiveKeys.CORRECTION)) {
            case NONE -> new OffPolicyCorrection.None();
            case PROXIMAL_ONLY -> new OffPolicyCorrection.ProximalOnly();
            case DECOUPLED -> decoupled(settings);
        };
    }

    private static Decoupled decoupled(RunSettings settings) {
        Decoupled byWeight = Decoupled.of(
                settings.get(ObjectiveKeys.IMPORTANCE_WEIGHT),
                settings.get(ObjectiveKeys.IMPORTANCE_ACTION),
                settings.find(ObjectiveKeys.IMPORTANCE_LOWER).orElse(Double.NEGATIVE_INFINITY),
                settings.find(ObjectiveKeys.IMPORTANCE_UPPER).orElse(Double.POSITIVE_INFINITY));
        Criterion criterion = switch (settings.get(ObjectiveKeys.IMPORTANCE_CRITERION)) {
            case WEIGHT -> byWeight.criterion();
            case RATIO -> criterion(settings, OffPolicyCorrection.Statistic.RATIO);
            case K1 -> criterion(settings, OffPolicyCorrection.Statistic.K1);
            case K2 -> criterion(settings, OffPolicyCorrection.Statistic.K2);
            case K3 -> criterion(settings, OffPolicyCorrection.Statistic.K3);
        };
        return new Decoupled(
                byWeight.weight(),
                criterion,
                byWeight.action(),
                byWeight.lower(),
                byWeight.upper(),
                settings.get(ObjectiveKeys.MASKED_TOKENS),
                bounds(settings.get(ObjectiveKeys.IMPORTANCE_LOG_BOUNDS)));
    }

    private static Criterion criterion(RunSettings settings, OffPolicyCorrection.Statistic statistic) {
        return new Criterion(statistic, settings.get(ObjectiveKeys.IMPORTANCE_SCOPE));
    }

    private static LogRatioBounds bounds(ObjectiveChoices.Bounds bounds) {
        return switch (bounds) {
            case NONE -> LogRatioBounds.NONE;
            case TWENTY -> LogRatioBounds.TWENTY;
            case AT_MOST_TEN -> LogRatioBounds.AT_MOST_TEN;
        };
    }
}
