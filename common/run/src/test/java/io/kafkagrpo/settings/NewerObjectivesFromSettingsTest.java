package io.kafkagrpo.settings;

import static io.kafkagrpo.settings.ObjectiveFromSettingsTest.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.AdvantageSettings.SingleMember;
import io.kafkagrpo.rl.advantage.AdvantageMethod;
import io.kafkagrpo.rl.advantage.BestOfGroup;
import io.kafkagrpo.rl.advantage.Gdpo;
import io.kafkagrpo.rl.advantage.GroupRelative;
import io.kafkagrpo.rl.advantage.LengthShaping;
import io.kafkagrpo.rl.advantage.MaxRl;
import io.kafkagrpo.rl.advantage.ReinforcePlusPlus;
import io.kafkagrpo.rl.advantage.WithoutEmpty;
import io.kafkagrpo.rl.objective.Aggregation;
import io.kafkagrpo.rl.objective.EntropyBonus;
import io.kafkagrpo.rl.objective.EntropyMask;
import io.kafkagrpo.rl.objective.EntropyTarget;
import io.kafkagrpo.rl.objective.ObjectiveSettings;
import io.kafkagrpo.rl.objective.ObjectiveSettings.Extras;
import io.kafkagrpo.rl.objective.SequenceMask;
import io.kafkagrpo.rl.objective.correction.Correction;
import io.kafkagrpo.rl.objective.correction.Correction.ImportanceWeight;
import io.kafkagrpo.rl.objective.correction.Correction.Reduction;
import io.kafkagrpo.rl.objective.correction.Correction.Rejection;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Weight;
import io.kafkagrpo.rl.objective.correction.StackedCorrection;
import io.kafkagrpo.rl.objective.correction.Statistic;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import io.kafkagrpo.rl.objective.term.ClipCov;
import io.kafkagrpo.rl.objective.term.Clipped;
import io.kafkagrpo.rl.objective.term.DoubleSided;
import io.kafkagrpo.rl.objective.term.Dppo;
import io.kafkagrpo.rl.objective.term.Dro;
import io.kafkagrpo.rl.objective.term.Gmpo;
import io.kafkagrpo.rl.objective.term.KlCov;
import io.kafkagrpo.rl.objective.term.Unclipped;
import io.kafkagrpo.rl.objective.term.Vespo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewerObjectivesFromSettingsTest {
    private static final ObjectiveSettings GRPO = ObjectiveSettings.grpo(0.2, 0);
    private static final double NONE = Double.POSITIVE_INFINITY;

    @TempDir
    private Path folder;

    static Stream<Arguments> objectives() {
        Dppo ratio = new Dppo(Dppo.Mask.TOTAL_VARIATION, 0.2, 0.2, Dppo.Value.RATIO, NONE);
        Dppo held = new Dppo(Dppo.Mask.BINARY_KL, 0.1, 0.3, Dppo.Value.LOG_PROBABILITY, 3);
        return Stream.of(
                row("policy-term: unclipped", with(new Unclipped())),
                row("policy-term: dppo", with(ratio)),
                row(
                        "policy-term: dppo, dppo-mask: binary-kl, dppo-low: 0.1, dppo-high: 0.3, dppo-value: log-probability, dppo-cap: 3",
                        with(held)),
                row("policy-term: dro, dro-beta: 0.5", with(new Dro(0.5))),
                row("policy-term: double-sided, clip-high: 1", with(new DoubleSided(0.2, 1))),
                row(
                        "policy-term: clip-cov, covariance-fraction: 0.5",
                        with(new ClipCov(Clipped.symmetric(0.2), 0.5, 1, 5, 0))),
                row("policy-term: kl-cov", with(new KlCov(2e-4, 0.1))),
                row("policy-term: gmpo, clip-low: 0.4", with(new Gmpo(0.4, 0.2, 0))),
                row("policy-term: vespo", with(new Vespo(2, 3, 3, 2))),
                row("aggregation: group-mean", with(new Aggregation.GroupMean())),
                row(
                        "policy-weight: 0.5, log-ratio-penalty: 0.001",
                        with(new Extras(0.5, 0.001, SequenceMask.NONE, EntropyMask.NONE))),
                row(
                        "sequence-mask-threshold: 0.1, sequence-mask-against: anchor, top-entropy: 0.2",
                        with(new Extras(
                                1, 0, new SequenceMask(0.1, SequenceMask.Against.ANCHOR), new EntropyMask(0.2)))),
                row("entropy-coefficient: 0.01", GRPO.with(EntropyBonus.of(0.01))),
                row(
                        "entropy-coefficient: 0.001, entropy-target: 0.2, entropy-aggregation: token-mean",
                        GRPO.with(new EntropyBonus(
                                0.001, new EntropyTarget(0.2, 1e-4, 5e-3), new Aggregation.TokenMean()))),
                row(
                        "correction: stacked, corrections: 'weight token 0.5..2 zero normalized, reject k3 sequence-max ..0.5 inverse', rejected-tokens: nowhere, correction-sees: the-rest, correction-anchor: sampler",
                        with(new StackedCorrection(
                                List.of(
                                        new ImportanceWeight(
                                                Weight.TOKEN,
                                                0.5,
                                                2,
                                                Correction.Outside.ZERO,
                                                Correction.Normalization.STEP_MEAN,
                                                LogRatioBounds.TWENTY),
                                        new Rejection(
                                                Statistic.K3,
                                                Correction.Direction.SAMPLER_OVER_TRAINER,
                                                Reduction.SEQUENCE_MAX,
                                                -NONE,
                                                0.5)),
                                StackedCorrection.Anchor.SAMPLER,
                                StackedCorrection.Sees.THE_REST,
                                StackedCorrection.Rejected.NOWHERE))));
    }

    private static Arguments row(String text, Object expected) {
        return Arguments.of(text, expected);
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void theObjectiveSectionNamesTheObjective(String text, ObjectiveSettings expected) throws Exception {
        assertThat(ObjectiveFromSettings.objective(load("objective: {" + text + "}")))
                .isEqualTo(expected);
    }

    static Stream<Arguments> methods() {
        AdvantageSettings mean = new AdvantageSettings(AdvantageSettings.Estimator.GROUP_MEAN, 1e-4, SingleMember.ZERO);
        return Stream.of(
                row("estimator: group-mean", new AdvantageMethod.OfGroup(mean)),
                row(
                        "estimator: reinforce-plus-plus, gamma: 0.9, gap: resets",
                        new AdvantageMethod.Estimated(new ReinforcePlusPlus(0.9, ReinforcePlusPlus.Gap.RESETS))),
                row(
                        "estimator: best-of-group, lead-scale: none",
                        new AdvantageMethod.Estimated(new BestOfGroup(BestOfGroup.Scale.NONE, 1e-4))),
                row(
                        "estimator: max-rl, mean-epsilon: 1e-6, single-member: reward",
                        new AdvantageMethod.Estimated(new MaxRl(1e-6, SingleMember.REWARD))),
                row("aggregation: normalize-then-whiten", new AdvantageMethod.Estimated(new Gdpo(1e-4))),
                row(
                        "estimator: group-mean, length-output: 0.25, empty-completions: left-out",
                        new AdvantageMethod.Estimated(
                                new WithoutEmpty(new LengthShaping(0.25, 0, 0, new GroupRelative(mean))))));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theAdvantageSectionNamesTheMethod(String text, AdvantageMethod expected) throws Exception {
        assertThat(ObjectiveFromSettings.advantages(load("advantage: {" + text + "}")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(ObjectivePreset.class)
    void everyPresetMakesAnObjectiveAndTellsWhatItIs(ObjectivePreset preset) throws Exception {
        // Given
        RunSettings settings = load("objective: {presets: " + Key.textOf(preset) + "}");
        // Then the resolved texts have its values, and an objective comes of them
        assertThat(settings.resolved()).containsAllEntriesOf(preset.texts());
        assertThat(ObjectiveFromSettings.objective(settings)).isNotEqualTo(GRPO);
        assertThat(preset.told()).startsWith("preset " + Key.textOf(preset) + ": ");
        ObjectiveFromSettings.advantages(settings);
    }

    @Test
    void aPresetSpeaksWhereTheConfigurationIsSilent() throws Exception {
        RunSettings settings = load("objective: {presets: [prime-rl, icepop], dppo-low: 0.1}");
        assertThat(ObjectiveFromSettings.objective(settings))
                .isEqualTo(new ObjectiveSettings(
                        new Dppo(Dppo.Mask.TOTAL_VARIATION, 0.1, 0.2, Dppo.Value.RATIO, NONE),
                        GRPO.ratioLevel(),
                        GRPO.logRatioBounds(),
                        new StackedCorrection(
                                List.of(ImportanceWeight.icePop(0.5, 5)),
                                StackedCorrection.Anchor.PROXIMAL,
                                StackedCorrection.Sees.ALL_COUNTED,
                                StackedCorrection.Rejected.IN_DENOMINATORS),
                        GRPO.klPenalty(),
                        new Aggregation.TokenMean(),
                        new Extras(1, 0.001, SequenceMask.NONE, EntropyMask.NONE)));
        // And what was resolved loads as the same
        Path resolved = Files.writeString(
                folder.resolve("resolved.yaml"),
                String.join(
                        "\n",
                        settings.resolved().entrySet().stream()
                                .map(entry -> entry.getKey() + ": '" + entry.getValue() + "'")
                                .toList()));
        assertThat(ObjectiveFromSettings.objective(RunSettings.load(resolved, Map.of())))
                .isEqualTo(ObjectiveFromSettings.objective(settings));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "weight",
                "weight token",
                "weight tokens ..2",
                "weight token 2",
                "weight token 3..2",
                "weight token ..2 drop",
                "weight token ..2 truncate twice",
                "reject ratio token",
                "reject k4 token ..2",
                "reject ratio token ..2 upwards",
                "weight token ..2,",
                "keep ratio token ..2"
            })
    void aCorrectionOfAnotherFormIsRefused(String text) {
        assertThatThrownBy(() -> load("objective: {correction: stacked, corrections: '" + text + "'}"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("the value '" + text + "' of objective.corrections is not a list of corrections");
    }

    static Stream<Arguments> contradictions() {
        return Stream.of(
                row("correction: stacked", "objective.correction is stacked, but objective.corrections is missing"),
                row("corrections: weight token ..2", "has a meaning only where objective.correction is stacked"),
                row("policy-term: dppo, dppo-cap: 3", "objective.dppo-value is log-probability"),
                row("policy-term: clip-cov, covariance-lower: 9", "is above objective.covariance-upper"),
                row(
                        "policy-term: vespo, correction: stacked, corrections: weight sequence-product ..2",
                        "must be of tokens, not of sequences"),
                row(
                        "entropy-target: 0.2, entropy-coefficient: 0.1",
                        "the value '0.1' of objective.entropy-coefficient is above objective.entropy-coefficient-maximum, which is '0.005'"),
                row("entropy-aggregation: constant", "objective.constant-tokens is missing"),
                row("presets: nobody", "the value 'nobody' of objective.presets is not a list of dppo-tv, dppo-kl"));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void contradictionsAreNamed(String text, String message) {
        assertThatThrownBy(() -> load("objective: {" + text + "}"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    private RunSettings load(String more) throws Exception {
        Path file = Files.writeString(folder.resolve("run.yaml"), """
                model: m
                steps: 5
                data: {train: arithmetic}
                rewards: {correctness: 1}
                """ + more);
        return RunSettings.load(file, Map.of());
    }
}
