package io.kafkagrpo.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.rl.objective.Aggregation;
import io.kafkagrpo.rl.objective.Cispo;
import io.kafkagrpo.rl.objective.Clipped;
import io.kafkagrpo.rl.objective.KlEstimator;
import io.kafkagrpo.rl.objective.KlPenalty;
import io.kafkagrpo.rl.objective.LogRatioBounds;
import io.kafkagrpo.rl.objective.ObjectiveSettings;
import io.kafkagrpo.rl.objective.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Action;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Criterion;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Decoupled;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Masking;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Scope;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Statistic;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Weight;
import io.kafkagrpo.rl.objective.PolicyTerm;
import io.kafkagrpo.rl.objective.RatioLevel;
import io.kafkagrpo.rl.objective.Reinforce;
import io.kafkagrpo.rl.objective.Sapo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectiveFromSettingsTest {
    private static final ObjectiveSettings GRPO = ObjectiveSettings.grpo(0.2, 0);
    private static final double NONE = Double.POSITIVE_INFINITY;

    @TempDir
    private Path folder;

    static Stream<Arguments> texts() {
        return Stream.of(
                row("", GRPO),
                row("clip-low: 0.1, clip-high: 0.28", with(Clipped.between(0.1, 0.28))),
                row("dual-clip: 3, delta: 4", with(new Clipped(0.2, 0.2, 3, 4))),
                row("policy-term: cispo, cispo-maximum: 5", with(new Cispo(0, 5))),
                row("policy-term: cispo, cispo-minimum: 0.8, cispo-maximum: 1.2", with(new Cispo(0.8, 1.2))),
                row("policy-term: reinforce", with(new Reinforce())),
                row("policy-term: sapo", with(new Sapo(1, 1.05))),
                row(
                        "policy-term: sapo, sapo-temperature-positive: 2, sapo-temperature-negative: 3",
                        with(new Sapo(2, 3))),
                row("ratio-level: sequence", with(RatioLevel.SEQUENCE)),
                row(
                        "ratio-level: sequence-token, log-ratio-bounds: at-most-ten",
                        with(RatioLevel.SEQUENCE_TOKEN, LogRatioBounds.AT_MOST_TEN)),
                row("log-ratio-bounds: twenty", with(LogRatioBounds.TWENTY)),
                row("kl-coefficient: 0.04", ObjectiveSettings.grpo(0.2, 0.04)),
                row(
                        "kl-coefficient: 0.1, kl-estimator: low-var-kl, kl-weighting: ratio, kl-aggregation: token-mean",
                        with(new KlPenalty(
                                0.1, KlEstimator.LOW_VAR_KL, KlPenalty.Weighting.RATIO, new Aggregation.TokenMean()))),
                row(
                        "kl-coefficient: 0.1, kl-estimator: k3-straight-through",
                        with(KlPenalty.of(0.1, KlEstimator.K3_STRAIGHT_THROUGH))),
                row("aggregation: token-mean", with(new Aggregation.TokenMean())),
                row(
                        "aggregation: sequence-sum, empty-rows: left-out",
                        with(new Aggregation.SequenceSum(Aggregation.EmptySamples.LEFT_OUT))),
                row(
                        "aggregation: sequence-mean, empty-rows: left-out, length-epsilon: 1e-8",
                        with(new Aggregation.SequenceMean(Aggregation.EmptySamples.LEFT_OUT, 1e-8))),
                row(
                        "aggregation: constant, constant-tokens: 256",
                        with(new Aggregation.Constant(256, Aggregation.Constant.Per.ROW))),
                row(
                        "aggregation: constant, constant-tokens: 256, constant-per: step",
                        with(new Aggregation.Constant(256, Aggregation.Constant.Per.STEP))),
                row("correction: proximal-only", with(new OffPolicyCorrection.ProximalOnly())),
                row(
                        "correction: decoupled, importance-upper: 2",
                        with(Decoupled.of(Weight.TOKEN, Action.TRUNCATE, -NONE, 2))),
                row(
                        "correction: decoupled, importance-weight: sequence-product, importance-action: mask, importance-lower: 0.5, importance-upper: 2",
                        with(Decoupled.of(Weight.SEQUENCE_PRODUCT, Action.MASK, 0.5, 2))),
                row(
                        "correction: decoupled, importance-criterion: k2, importance-scope: sequence-max, importance-action: mask, importance-upper: 0.1, masked-tokens: removed, importance-log-bounds: twenty",
                        with(new Decoupled(
                                Weight.TOKEN,
                                new Criterion(Statistic.K2, Scope.SEQUENCE_MAX),
                                Action.MASK,
                                -NONE,
                                0.1,
                                Masking.REMOVED,
                                LogRatioBounds.TWENTY))));
    }

    private static Arguments row(String text, ObjectiveSettings expected) {
        return Arguments.of(text, expected);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void theObjectiveSectionNamesTheObjective(String text, ObjectiveSettings expected) throws Exception {
        assertThat(ObjectiveFromSettings.objective(load("objective: {" + text + "}")))
                .isEqualTo(expected);
    }

    @Test
    void everyAllowedChoiceMeansSomething() throws Exception {
        // Given each choice of each key, alone, with whatever else it needs
        Map<String, String> needs =
                Map.of("cispo", "objective.cispo-maximum=5", "constant", "objective.constant-tokens=9");
        List<String> tried = new ArrayList<>();
        for (Key<?> key : Keys.ALL.values()) {
            boolean ours = key.name().startsWith("objective.")
                    || key.name().startsWith("advantage.")
                    || key.equals(Keys.ZERO_VARIANCE)
                    || key.equals(Keys.OVERLONG);
            if (!ours || !key.allowed().startsWith("one of ")) {
                continue;
            }
            for (String choice : key.allowed().substring("one of ".length()).split(", ")) {
                Map<String, String> overrides = new HashMap<>(Map.of(key.name(), choice));
                if (needs.containsKey(choice)) {
                    String[] other = needs.get(choice).split("=");
                    overrides.put(other[0], other[1]);
                }
                RunSettings settings = RunSettings.load(file(""), overrides);
                // Then all of them can be read
                ObjectiveFromSettings.objective(settings);
                ObjectiveFromSettings.groupFilter(settings);
                ObjectiveFromSettings.overlong(settings);
                ObjectiveFromSettings.advantages(settings);
                tried.add(key.name() + "=" + choice);
            }
        }
        assertThat(tried).hasSizeGreaterThan(50);
    }

    @Test
    void aRunThatIsShorterThanItsWarmUpEndsWithinIt() throws Exception {
        RunSettings settings = load("optimizer: {warmup-steps: 20, learning-rate: 1e-3}");
        assertThat(ObjectiveFromSettings.schedule(settings).at(5)).isEqualTo(1e-3 * 5 / 20);
    }

    private RunSettings load(String more) throws Exception {
        return RunSettings.load(file(more), Map.of());
    }

    private Path file(String more) throws Exception {
        return Files.writeString(folder.resolve("run.yaml"), """
                model: m
                steps: 5
                data: {train: arithmetic}
                rewards: {correctness: 1}
                """ + more);
    }

    /** The settings with these parts in place of theirs. */
    private static ObjectiveSettings with(Object... parts) {
        ObjectiveSettings settings = GRPO;
        for (Object part : parts) {
            ObjectiveSettings old = settings;
            settings = new ObjectiveSettings(
                    part instanceof PolicyTerm term ? term : old.policyTerm(),
                    part instanceof RatioLevel level ? level : old.ratioLevel(),
                    part instanceof LogRatioBounds bounds ? bounds : old.logRatioBounds(),
                    part instanceof OffPolicyCorrection correction ? correction : old.correction(),
                    part instanceof KlPenalty penalty ? penalty : old.klPenalty(),
                    part instanceof Aggregation aggregation ? aggregation : old.aggregation());
            assertThat(settings)
                    .as("%s is no part of an objective, or is the one it had", part)
                    .isNotEqualTo(old);
        }
        return settings;
    }
}
