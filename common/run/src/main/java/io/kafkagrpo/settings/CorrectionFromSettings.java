package io.kafkagrpo.settings;

import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Criterion;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Decoupled;
import io.kafkagrpo.rl.objective.correction.StackedCorrection;
import io.kafkagrpo.rl.objective.correction.Statistic;

/** Reads the off-policy correction. */
final class CorrectionFromSettings {
    private CorrectionFromSettings() {}

    static OffPolicyCorrection correction(RunSettings settings) {
        return switch (settings.get(ObjectiveKeys.CORRECTION)) {
            case NONE -> new OffPolicyCorrection.None();
            case PROXIMAL_ONLY -> new OffPolicyCorrection.ProximalOnly();
            case DECOUPLED -> decoupled(settings);
            case STACKED ->
                new StackedCorrection(
                        settings.get(ObjectiveKeys.CORRECTIONS),
                        settings.get(ObjectiveKeys.CORRECTION_ANCHOR),
                        settings.get(ObjectiveKeys.CORRECTION_SEES),
                        settings.get(ObjectiveKeys.REJECTED_TOKENS));
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
            case RATIO -> criterion(settings, Statistic.RATIO);
            case K1 -> criterion(settings, Statistic.K1);
            case K2 -> criterion(settings, Statistic.K2);
            case K3 -> criterion(settings, Statistic.K3);
        };
        return new Decoupled(
                byWeight.weight(),
                criterion,
                byWeight.action(),
                byWeight.lower(),
                byWeight.upper(),
                settings.get(ObjectiveKeys.MASKED_TOKENS),
                ObjectiveFromSettings.bounds(settings.get(ObjectiveKeys.IMPORTANCE_LOG_BOUNDS)));
    }

    private static Criterion criterion(RunSettings settings, Statistic statistic) {
        return new Criterion(statistic, settings.get(ObjectiveKeys.IMPORTANCE_SCOPE));
    }
}
