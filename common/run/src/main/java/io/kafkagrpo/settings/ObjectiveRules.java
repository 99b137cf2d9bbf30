package io.kafkagrpo.settings;

import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.GroupFilter;
import io.kafkagrpo.rl.advantage.AdvantageMethod;
import io.kafkagrpo.rl.objective.correction.Correction;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.term.Dppo;
import io.kafkagrpo.settings.ObjectiveChoices.Mean;
import io.kafkagrpo.settings.ObjectiveChoices.PenaltyMean;
import io.kafkagrpo.settings.ObjectiveChoices.Term;
import java.util.List;

/**
 * Refuses combinations of objective, advantage and group settings that contradict each other or could teach
 * nothing.
 */
final class ObjectiveRules {
    private ObjectiveRules() {}

    /** @throws SettingsException with one sentence about the first contradiction */
    static void check(RunSettings settings) {
        checkPolicyTerm(settings);
        checkPenalty(settings);
        checkEntropy(settings);
        checkAggregation(settings);
        checkCorrection(settings);
        checkAdvantage(settings);
        checkGroups(settings);
    }

    private static void checkPolicyTerm(RunSettings settings) {
        Term term = settings.get(ObjectiveKeys.POLICY_TERM);
        if (term != Term.CLIPPED) {
            refuseIfSet(settings, ObjectiveKeys.DUAL_CLIP, "objective.policy-term is clipped");
            refuseIfSet(settings, ObjectiveKeys.DELTA, "objective.policy-term is clipped");
        }
        if (term != Term.DPPO || settings.get(PolicyTermKeys.DPPO_VALUE) != Dppo.Value.LOG_PROBABILITY) {
            refuseIfSet(
                    settings,
                    PolicyTermKeys.DPPO_CAP,
                    "objective.policy-term is dppo and objective.dppo-value is log-probability");
        }
        if (term == Term.CLIP_COV
                && settings.get(PolicyTermKeys.COVARIANCE_LOWER) > settings.get(PolicyTermKeys.COVARIANCE_UPPER)) {
            throw refused(
                    settings,
                    "the value '%s' of objective.covariance-lower is above objective.covariance-upper, which is '%s'"
                            .formatted(
                                    Key.plain(settings.get(PolicyTermKeys.COVARIANCE_LOWER)),
                                    Key.plain(settings.get(PolicyTermKeys.COVARIANCE_UPPER))));
        }
        if (term != Term.CISPO) {
            refuseIfSet(settings, ObjectiveKeys.CISPO_MAXIMUM, "objective.policy-term is cispo");
            return;
        }
        double minimum = settings.get(ObjectiveKeys.CISPO_MINIMUM);
        double maximum = settings.find(ObjectiveKeys.CISPO_MAXIMUM)
                .orElseThrow(() ->
                        refused(settings, "objective.policy-term is cispo, but objective.cispo-maximum is missing"));
        if (minimum > maximum) {
            throw refused(
                    settings,
                    "the value '%s' of objective.cispo-minimum is above objective.cispo-maximum, which is '%s'"
                            .formatted(Key.plain(minimum), Key.plain(maximum)));
        }
    }

    private static void checkPenalty(RunSettings settings) {
        if (settings.get(ObjectiveKeys.REFERENCE_EVERY) > 0 && settings.get(ObjectiveKeys.KL_COEFFICIENT) == 0) {
            throw refused(
                    settings,
                    "the value '%d' of objective.reference-every needs objective.kl-coefficient above 0, for else there is no reference model"
                            .formatted(settings.get(ObjectiveKeys.REFERENCE_EVERY)));
        }
        if (settings.get(ObjectiveKeys.REFERENCE_MIX) < 1 && settings.get(ObjectiveKeys.REFERENCE_EVERY) == 0) {
            throw refused(
                    settings,
                    "the value '%s' of objective.reference-mix needs objective.reference-every above 0, for else the reference model never changes"
                            .formatted(Key.plain(settings.get(ObjectiveKeys.REFERENCE_MIX))));
        }
    }

    private static void checkEntropy(RunSettings settings) {
        double coefficient = settings.get(PolicyTermKeys.ENTROPY_COEFFICIENT);
        double maximum = settings.get(PolicyTermKeys.ENTROPY_COEFFICIENT_MAXIMUM);
        if (settings.find(PolicyTermKeys.ENTROPY_TARGET).isPresent() && coefficient > maximum) {
            throw refused(
                    settings,
                    "the value '%s' of objective.entropy-coefficient is above objective.entropy-coefficient-maximum, which is '%s'"
                            .formatted(Key.plain(coefficient), Key.plain(maximum)));
        }
    }

    private static void checkAggregation(RunSettings settings) {
        boolean constant = settings.get(ObjectiveKeys.AGGREGATION) == Mean.CONSTANT
                || settings.get(ObjectiveKeys.KL_AGGREGATION) == PenaltyMean.CONSTANT
                || settings.get(PolicyTermKeys.ENTROPY_AGGREGATION) == PenaltyMean.CONSTANT;
        if (!constant) {
            refuseIfSet(
                    settings,
                    ObjectiveKeys.CONSTANT_TOKENS,
                    "objective.aggregation, kl-aggregation or entropy-aggregation is constant");
        } else if (settings.find(ObjectiveKeys.CONSTANT_TOKENS).isEmpty()) {
            throw refused(settings, "an aggregation is constant, but objective.constant-tokens is missing");
        }
    }

    private static void checkCorrection(RunSettings settings) {
        checkStack(settings);
        if (settings.get(ObjectiveKeys.CORRECTION) != ObjectiveChoices.Correction.DECOUPLED) {
            refuseIfSet(settings, ObjectiveKeys.IMPORTANCE_LOWER, "objective.correction is decoupled");
            refuseIfSet(settings, ObjectiveKeys.IMPORTANCE_UPPER, "objective.correction is decoupled");
            return;
        }
        double lower = settings.find(ObjectiveKeys.IMPORTANCE_LOWER).orElse(Double.NEGATIVE_INFINITY);
        double upper = settings.find(ObjectiveKeys.IMPORTANCE_UPPER).orElse(Double.POSITIVE_INFINITY);
        if (lower > upper) {
            throw refused(
                    settings,
                    "the value '%s' of objective.importance-lower is above objective.importance-upper, which is '%s'"
                            .formatted(Key.plain(lower), Key.plain(upper)));
        }
        if (settings.get(ObjectiveKeys.IMPORTANCE_ACTION) == OffPolicyCorrection.Action.MASK
                && lower == Double.NEGATIVE_INFINITY
                && upper == Double.POSITIVE_INFINITY) {
            throw refused(
                    settings,
                    "objective.importance-action is mask, but neither objective.importance-lower nor objective.importance-upper is set");
        }
        if (settings.get(ObjectiveKeys.IMPORTANCE_CRITERION) == ObjectiveChoices.Criterion.WEIGHT
                && settings.get(ObjectiveKeys.IMPORTANCE_SCOPE) != OffPolicyCorrection.Scope.TOKEN) {
            throw refused(
                    settings,
                    "the value '%s' of objective.importance-scope needs an objective.importance-criterion other than weight, whose span objective.importance-weight gives"
                            .formatted(Key.textOf(settings.get(ObjectiveKeys.IMPORTANCE_SCOPE))));
        }
    }

    private static void checkStack(RunSettings settings) {
        if (settings.get(ObjectiveKeys.CORRECTION) != ObjectiveChoices.Correction.STACKED) {
            refuseIfSet(settings, ObjectiveKeys.CORRECTIONS, "objective.correction is stacked");
        } else if (settings.find(ObjectiveKeys.CORRECTIONS).isEmpty()) {
            throw refused(settings, "objective.correction is stacked, but objective.corrections is missing");
        }
        boolean sequenceWeights = settings.find(ObjectiveKeys.CORRECTIONS).stream()
                .flatMap(List::stream)
                .anyMatch(member -> member instanceof Correction.ImportanceWeight weight
                        && weight.span() != OffPolicyCorrection.Weight.TOKEN);
        boolean vespo = settings.get(ObjectiveKeys.POLICY_TERM) == Term.VESPO;
        boolean oneSpan = settings.get(ObjectiveKeys.CORRECTION) == ObjectiveChoices.Correction.DECOUPLED
                && settings.get(ObjectiveKeys.IMPORTANCE_WEIGHT) != OffPolicyCorrection.Weight.TOKEN;
        if (vespo && (sequenceWeights || oneSpan)) {
            throw refused(
                    settings,
                    "objective.policy-term is vespo, which multiplies the weights of all tokens itself, so that they must be of tokens, not of sequences");
        }
    }

    private static void checkAdvantage(RunSettings settings) {
        boolean normalizesFirst =
                settings.get(Keys.ADVANTAGE_AGGREGATION) != AdvantageMethod.Aggregation.SUM_THEN_NORMALIZE;
        if (normalizesFirst && settings.get(Keys.ADVANTAGE_ESTIMATOR) != ObjectiveChoices.Estimator.GROUP) {
            throw refused(
                    settings,
                    "the value '%s' of advantage.estimator has no meaning with advantage.aggregation %s, which is group"
                            .formatted(
                                    Key.textOf(settings.get(Keys.ADVANTAGE_ESTIMATOR)),
                                    Key.textOf(settings.get(Keys.ADVANTAGE_AGGREGATION))));
        }
        boolean single = settings.get(Keys.GROUP_SIZE) == 1;
        if (single
                && (normalizesFirst
                        || settings.get(Keys.ADVANTAGE_SINGLE_MEMBER) == AdvantageSettings.SingleMember.ZERO)) {
            throw refused(
                    settings,
                    "the value '1' of group-size leaves nothing to compare, so every advantage would be 0; it needs advantage.single-member reward and advantage.aggregation sum-then-normalize, or a larger group");
        }
    }

    private static void checkGroups(RunSettings settings) {
        if (settings.get(Keys.GROUP_SIZE) == 1 && settings.get(Keys.ZERO_VARIANCE) == GroupFilter.ZeroVariance.DROP) {
            throw refused(settings, "zero-variance is drop and group-size is 1, so every group would be dropped");
        }
    }

    private static void refuseIfSet(RunSettings settings, Key<?> key, String condition) {
        if (settings.find(key).isPresent()) {
            throw refused(
                    settings,
                    "%s is set to '%s', which has a meaning only where %s"
                            .formatted(key.name(), settings.resolved().get(key.name()), condition));
        }
    }

    private static SettingsException refused(RunSettings settings, String sentence) {
        return new SettingsException("%s: %s.".formatted(settings.file(), sentence));
    }
}
