package io.kafkagrpo.settings;

import io.kafkagrpo.rl.objective.term.Cispo;
import io.kafkagrpo.rl.objective.term.ClipCov;
import io.kafkagrpo.rl.objective.term.Clipped;
import io.kafkagrpo.rl.objective.term.DoubleSided;
import io.kafkagrpo.rl.objective.term.Dppo;
import io.kafkagrpo.rl.objective.term.Dro;
import io.kafkagrpo.rl.objective.term.Gmpo;
import io.kafkagrpo.rl.objective.term.KlCov;
import io.kafkagrpo.rl.objective.term.PolicyTerm;
import io.kafkagrpo.rl.objective.term.Reinforce;
import io.kafkagrpo.rl.objective.term.Sapo;
import io.kafkagrpo.rl.objective.term.Unclipped;
import io.kafkagrpo.rl.objective.term.Vespo;

/** Reads the policy term. */
final class PolicyTermFromSettings {
    private PolicyTermFromSettings() {}

    static PolicyTerm policyTerm(RunSettings settings) {
        double low = settings.get(ObjectiveKeys.CLIP_LOW);
        double high = settings.get(ObjectiveKeys.CLIP_HIGH);
        return switch (settings.get(ObjectiveKeys.POLICY_TERM)) {
            case CLIPPED ->
                new Clipped(
                        low,
                        high,
                        settings.find(ObjectiveKeys.DUAL_CLIP).orElse(Clipped.NO_CAP),
                        settings.find(ObjectiveKeys.DELTA).orElse(Clipped.NO_CAP));
            case CISPO ->
                new Cispo(settings.get(ObjectiveKeys.CISPO_MINIMUM), settings.get(ObjectiveKeys.CISPO_MAXIMUM));
            case REINFORCE -> new Reinforce();
            case SAPO ->
                new Sapo(
                        settings.get(ObjectiveKeys.SAPO_TEMPERATURE_POSITIVE),
                        settings.get(ObjectiveKeys.SAPO_TEMPERATURE_NEGATIVE));
            case UNCLIPPED -> new Unclipped();
            case DPPO ->
                new Dppo(
                        settings.get(PolicyTermKeys.DPPO_MASK),
                        settings.get(PolicyTermKeys.DPPO_LOW),
                        settings.get(PolicyTermKeys.DPPO_HIGH),
                        settings.get(PolicyTermKeys.DPPO_VALUE),
                        settings.find(PolicyTermKeys.DPPO_CAP).orElse(Clipped.NO_CAP));
            case DRO -> new Dro(settings.get(PolicyTermKeys.DRO_BETA));
            case DOUBLE_SIDED -> new DoubleSided(low, high);
            case CLIP_COV ->
                new ClipCov(
                        Clipped.between(low, high),
                        settings.get(PolicyTermKeys.COVARIANCE_FRACTION),
                        settings.get(PolicyTermKeys.COVARIANCE_LOWER),
                        settings.get(PolicyTermKeys.COVARIANCE_UPPER),
                        settings.get(Keys.SEED));
            case KL_COV ->
                new KlCov(
                        settings.get(PolicyTermKeys.COVARIANCE_FRACTION),
                        settings.get(PolicyTermKeys.COVARIANCE_PENALTY));
            case GMPO -> new Gmpo(low, high, settings.get(ObjectiveKeys.LENGTH_EPSILON));
            case VESPO ->
                new Vespo(
                        settings.get(PolicyTermKeys.VESPO_POWER_POSITIVE),
                        settings.get(PolicyTermKeys.VESPO_DECAY_POSITIVE),
                        settings.get(PolicyTermKeys.VESPO_POWER_NEGATIVE),
                        settings.get(PolicyTermKeys.VESPO_DECAY_NEGATIVE));
        };
    }
}
