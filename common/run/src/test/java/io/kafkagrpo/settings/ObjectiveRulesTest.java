package io.kafkagrpo.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveRulesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            objective: {aggregation: constant}                     | an aggregation is constant, but objective.constant-tokens is missing.
            objective: {kl-aggregation: constant}                  | an aggregation is constant, but objective.constant-tokens is missing.
            objective: {constant-tokens: 9}                        | objective.constant-tokens is set to '9', which has a meaning only where objective.aggregation, kl-aggregation or entropy-aggregation is constant.
            objective: {policy-term: cispo}                        | objective.policy-term is cispo, but objective.cispo-maximum is missing.
            objective: {policy-term: cispo, cispo-minimum: 2, cispo-maximum: 1} | the value '2' of objective.cispo-minimum is above objective.cispo-maximum, which is '1'.
            objective: {cispo-maximum: 1}                          | objective.cispo-maximum is set to '1', which has a meaning only where objective.policy-term is cispo.
            objective: {policy-term: sapo, dual-clip: 3}           | objective.dual-clip is set to '3', which has a meaning only where objective.policy-term is clipped.
            objective: {policy-term: reinforce, delta: 3}          | objective.delta is set to '3', which has a meaning only where objective.policy-term is clipped.
            objective: {dual-clip: 1}                              | the value '1' of objective.dual-clip is not a number above 1.
            objective: {reference-every: 5}                        | the value '5' of objective.reference-every needs objective.kl-coefficient above 0, for else there is no reference model.
            objective: {kl-coefficient: 0.1, reference-mix: 0.6}   | the value '0.6' of objective.reference-mix needs objective.reference-every above 0, for else the reference model never changes.
            objective: {importance-upper: 2}                       | objective.importance-upper is set to '2', which has a meaning only where objective.correction is decoupled.
            objective: {correction: decoupled, importance-lower: 3, importance-upper: 2} | the value '3' of objective.importance-lower is above objective.importance-upper, which is '2'.
            objective: {correction: decoupled, importance-action: mask} | objective.importance-action is mask, but neither objective.importance-lower nor objective.importance-upper is set.
            objective: {correction: decoupled, importance-scope: sequence-sum} | the value 'sequence-sum' of objective.importance-scope needs an objective.importance-criterion other than weight, whose span objective.importance-weight gives.
            group-size: 1                                          | the value '1' of group-size leaves nothing to compare, so every advantage would be 0; it needs advantage.single-member reward and advantage.aggregation sum-then-normalize, or a larger group.
            {group-size: 1, zero-variance: drop, advantage: {single-member: reward}} | zero-variance is drop and group-size is 1, so every group would be dropped.
            advantage: {aggregation: normalize-then-sum, estimator: batch} | the value 'batch' of advantage.estimator has no meaning with advantage.aggregation normalize-then-sum, which is group.
            objective: {beta: 0.1}                                 | there is no key 'objective.beta'; the nearest one is
            """)
    void contradictionsAreRefusedWithOneSentence(String section, String sentence) {
        assertThatThrownBy(() -> load(section))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("run.yaml: " + sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zero-variance: keep",
                "{group-size: 1, advantage: {single-member: reward, estimator: group-mean}}",
                "advantage: {aggregation: normalize-then-sum}",
                "objective: {correction: decoupled}",
                "objective: {correction: decoupled, importance-criterion: k1, importance-lower: -0.1}",
                "objective: {kl-coefficient: 0.1, reference-every: 5}",
                "objective: {kl-coefficient: 0.1, reference-every: 5, reference-mix: 0.6}",
                "objective: {kl-aggregation: constant, constant-tokens: 9}"
            })
    void whatMakesSenseIsAccepted(String section) throws Exception {
        assertThat(load(section).get(Keys.STEPS)).isEqualTo(5);
    }

    private RunSettings load(String section) throws Exception {
        String more = section.startsWith("{") ? section.substring(1, section.length() - 1) + ", " : section + ", ";
        return RunSettings.load(
                Files.writeString(
                        folder.resolve("run.yaml"),
                        "{" + more + "model: m, steps: 5, data: {train: arithmetic}, rewards: {correctness: 1}}"),
                Map.of());
    }
}
