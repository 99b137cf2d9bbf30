package io.kafkagrpo.settings;

import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.GroupFilter;
import io.kafkagrpo.rl.LearningRateSchedule;
import io.kafkagrpo.rl.objective.Aggregation;
import io.kafkagrpo.rl.objective.term.Cispo;
import io.kafkagrpo.rl.objective.term.Clipped;
import io.kafkagrpo.rl.objective.ratio.KlEstimator;
import io.kafkagrpo.rl.objective.KlPenalty;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import io.kafkagrpo.rl.objective.ObjectiveSettings;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.correction.Statistic;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Criterion;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Decoupled;
import io.kafkagrpo.rl.objective.term.PolicyTerm;
import io.kafkagrpo.rl.objective.ratio.RatioLevel;
import io.kafkagrpo.rl.objective.term.Reinforce;
import io.kafkagrpo.rl.objective.term.Sapo;
import io.kafkagrpo.rl.objective.TruncatedCompletions;
import java.util.Locale;

/** Reads objective, advantages and schedule from the configuration; its texts were checked when it was loaded. */
public final class ObjectiveFromSettings {
    private ObjectiveFromSettings() {}

    public static ObjectiveSettings objective(RunSettings settings) {
        return new ObjectiveSettings(
                policyTerm(settings),
                named(RatioLevel.class, settings, ObjectiveKeys.RATIO_LEVEL),
                bounds(settings.get(ObjectiveKeys.LOG_RATIO_BOUNDS)),
                correction(settings),
                klPenalty(settings),
                aggregation(settings, settings.get(ObjectiveKeys.AGGREGATION)));
    }

    public static AdvantageSettings advantages(RunSettings settings) {
        return AdvantageSettings.named(
                settings.get(Keys.ADVANTAGE_ESTIMATOR),
                settings.get(Keys.ADVANTAGE_EPSILON),
                settings.get(Keys.ADVANTAGE_SINGLE_MEMBER));
    }

    public static TruncatedCompletions overlong(RunSettings settings) {
        return named(TruncatedCompletions.class, settings, Keys.OVERLONG);
    }

    public static GroupFilter groupFilter(RunSettings settings) {
        return new GroupFilter(
                settings.get(Keys.MAX_STALENESS), named(GroupFilter.ZeroVariance.class, settings, Keys.ZERO_VARIANCE));
    }

    public static LearningRateSchedule schedule(RunSettings settings) {
        int warmup = settings.get(Keys.WARMUP_STEPS);
        return new LearningRateSchedule(
                named(LearningRateSchedule.Shape.class, settings, Keys.SCHEDULE),
                settings.get(Keys.LEARNING_RATE),
                warmup,
                // Steps count from 1 here and from 0 there: no step is wasted on a rate of 0, neither the first nor the
                // last. A run that is cut short may end within its warm-up.
                Math.max(warmup, settings.get(Keys.STEPS) + 1L),
                0);
    }

    private static PolicyTerm policyTerm(RunSettings settings) {
        return switch (settings.get(ObjectiveKeys.POLICY_TERM)) {
            case "clipped" ->
                new Clipped(
                        settings.get(ObjectiveKeys.CLIP_LOW),
                        settings.get(ObjectiveKeys.CLIP_HIGH),
                        settings.find(ObjectiveKeys.DUAL_CLIP).orElse(Clipped.NO_CAP),
                        settings.find(ObjectiveKeys.DELTA).orElse(Clipped.NO_CAP));
            case "cispo" ->
                new Cispo(settings.get(ObjectiveKeys.CISPO_MINIMUM), settings.get(ObjectiveKeys.CISPO_MAXIMUM));
            case "reinforce" -> new Reinforce();
            case "sapo" ->
                new Sapo(
                        settings.get(ObjectiveKeys.SAPO_TEMPERATURE_POSITIVE),
                        settings.get(ObjectiveKeys.SAPO_TEMPERATURE_NEGATIVE));
            default -> throw unknown(settings, ObjectiveKeys.POLICY_TERM);
        };
    }

    private static KlPenalty klPenalty(RunSettings settings) {
        String own = settings.get(ObjectiveKeys.KL_AGGREGATION);
        return new KlPenalty(
                settings.get(ObjectiveKeys.KL_COEFFICIENT),
                named(KlEstimator.class, settings, ObjectiveKeys.KL_ESTIMATOR),
                named(KlPenalty.Weighting.class, settings, ObjectiveKeys.KL_WEIGHTING),
                own.equals("same") ? null : aggregation(settings, own));
    }

    private static Aggregation aggregation(RunSettings settings, String name) {
        Aggregation.EmptySamples emptySamples =
                named(Aggregation.EmptySamples.class, settings, ObjectiveKeys.EMPTY_ROWS);
        return switch (name) {
            case "sequence-mean" ->
                new Aggregation.SequenceMean(emptySamples, settings.get(ObjectiveKeys.LENGTH_EPSILON));
            case "token-mean" -> new Aggregation.TokenMean();
            case "sequence-sum" -> new Aggregation.SequenceSum(emptySamples);
            case "constant" ->
                new Aggregation.Constant(
                        settings.get(ObjectiveKeys.CONSTANT_TOKENS),
                        named(Aggregation.Constant.Per.class, settings, ObjectiveKeys.CONSTANT_PER));
            default -> throw unknown(settings, ObjectiveKeys.AGGREGATION);
        };
    }

    private static OffPolicyCorrection correction(RunSettings settings) {
        return switch (settings.get(ObjectiveKeys.CORRECTION)) {
            case "none" -> new OffPolicyCorrection.None();
            case "proximal-only" -> new OffPolicyCorrection.ProximalOnly();
            case "decoupled" -> decoupled(settings);
            default -> throw unknown(settings, ObjectiveKeys.CORRECTION);
        };
    }

    private static Decoupled decoupled(RunSettings settings) {
        Decoupled byWeight = Decoupled.of(
                named(OffPolicyCorrection.Weight.class, settings, ObjectiveKeys.IMPORTANCE_WEIGHT),
                named(OffPolicyCorrection.Action.class, settings, ObjectiveKeys.IMPORTANCE_ACTION),
                settings.find(ObjectiveKeys.IMPORTANCE_LOWER).orElse(Double.NEGATIVE_INFINITY),
                settings.find(ObjectiveKeys.IMPORTANCE_UPPER).orElse(Double.POSITIVE_INFINITY));
        Criterion criterion = settings.get(ObjectiveKeys.IMPORTANCE_CRITERION).equals("weight")
                ? byWeight.criterion()
                : new Criterion(
                        named(Statistic.class, settings, ObjectiveKeys.IMPORTANCE_CRITERION),
                        named(OffPolicyCorrection.Scope.class, settings, ObjectiveKeys.IMPORTANCE_SCOPE));
        return new Decoupled(
                byWeight.weight(),
                criterion,
                byWeight.action(),
                byWeight.lower(),
                byWeight.upper(),
                named(OffPolicyCorrection.Masking.class, settings, ObjectiveKeys.MASKED_TOKENS),
                bounds(settings.get(ObjectiveKeys.IMPORTANCE_LOG_BOUNDS)));
    }

    private static LogRatioBounds bounds(String name) {
        return switch (name) {
            case "none" -> LogRatioBounds.NONE;
            case "twenty" -> LogRatioBounds.TWENTY;
            case "at-most-ten" -> LogRatioBounds.AT_MOST_TEN;
            default -> throw new IllegalStateException("There are no log-ratio bounds '" + name + "'.");
        };
    }

    private static <E extends Enum<E>> E named(Class<E> type, RunSettings settings, Key<String> key) {
        return Enum.valueOf(type, settings.get(key).toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The key's declaration allows a text that nothing here knows. */
    private static IllegalStateException unknown(RunSettings settings, Key<String> key) {
        return new IllegalStateException(
                "%s = '%s' is declared, but unknown here.".formatted(key.name(), settings.get(key)));
    }
}
