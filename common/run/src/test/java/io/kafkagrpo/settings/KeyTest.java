package io.kafkagrpo.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.compute.ComputeType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "on, true",
        "off, false",
        "true, true",
        "false, false",
        "yes, true",
        "no, false",
        "On, true",
        "OFF, false",
        "'\"on\"', true",
        "'\"off\"', false",
        "'\"yes\"', true",
        "True, true",
        "NO, false"
    })
    void aFlagTakesEveryBooleanOfYaml(String written, boolean value) throws Exception {
        // When a file has it plain, which YAML reads as a boolean, or quoted, which it reads as a text
        RunSettings settings =
                load("evaluation: {keep-best: %s}\nlearner: {recompute: %s}".formatted(written, written));
        // Then
        assertThat(settings.get(Keys.EVALUATION_KEEP_BEST)).isEqualTo(value);
        assertThat(settings.get(Keys.RECOMPUTE)).isEqualTo(value);
        // And a run records the one text that it always has
        assertThat(settings.resolved())
                .containsEntry("evaluation.keep-best", value ? "on" : "off")
                .containsEntry("learner.recompute", value ? "on" : "off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "1", "0", "''", "onn"})
    void aFlagRefusesEverythingElse(String written) {
        assertThatThrownBy(() -> load("learner: {recompute: %s}".formatted(written)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("of learner.recompute is not on or off (or true, false, yes, no).");
    }

    @Test
    void aChoiceNamesAllThatIsAllowedWithTheDefaultFirst() {
        assertThat(ObjectiveKeys.KL_ESTIMATOR.allowed())
                .isEqualTo("one of k3, k1, k2, abs, low-var-kl, k1-straight-through, k3-straight-through");
        assertThat(Keys.ADVANTAGE_ESTIMATOR.allowed())
                .isEqualTo("one of group, group-mean, batch, leave-one-out, reinforce-plus-plus,"
                        + " reinforce-plus-plus-baseline, opo, gpg, best-of-group, max-rl");
        assertThat(ObjectiveKeys.CONSTANT_PER.allowed()).isEqualTo("one of row, non-empty-row, step");
        assertThatThrownBy(() -> load("zero-variance: Keep"))
                .hasMessageContaining("the value 'Keep' of zero-variance is not one of keep, drop.");
    }

    @ParameterizedTest
    @EnumSource
    void theEngineAndTheConfigurationNameComputeTypesAlike(ComputeType type) {
        assertThat(ComputeType.named(Key.textOf(type))).isEqualTo(type);
    }

    @Test
    void noChoiceIsAWordThatYamlReadsAsABoolean() {
        EnumSet<Key.Flag> flags = EnumSet.allOf(Key.Flag.class);
        assertThat(flags).extracting(Key::textOf).containsExactly("on", "off");
        for (Key<?> key : Keys.ALL.values()) {
            if (key.allowed().startsWith("one of ")) {
                assertThat(key.allowed().substring("one of ".length()).split(", "))
                        .as(key.name())
                        .doesNotContain("on", "off", "true", "false", "yes", "no", "null");
            }
        }
    }

    private RunSettings load(String more) throws Exception {
        Path file = Files.writeString(
                folder.resolve("run.yaml"),
                "model: m\nsteps: 5\ndata: {train: arithmetic}\nrewards: {correctness: 1}\n" + more);
        return RunSettings.load(file, Map.of());
    }
}
