package io.kafkagrpo.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurriculumKeysTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {easy: 0.2, normal: 0.5}                          | data.difficulty.easy, .normal and .hard are shares of all problems and must add up to 1, but add up to 0.7 (one that is not given is 0).
            {easy: 0.2, normal: 0.5, hard: 0.31}              | data.difficulty.easy, .normal and .hard are shares of all problems and must add up to 1, but add up to 1.01
            {easy: 0.1, normal: 0.7, hard: 0.5}               | add up to 1.3 (
            {normal: 0}                                       | data.difficulty.easy, .normal and .hard are shares of all problems and must add up to 1, but add up to 0 (
            {easy: 1.2}                                       | the value '1.2' of data.difficulty.easy is not a number from 0 to 1.
            {hard: -0.1, normal: 1.1}                         | of data.difficulty.
            {normal: most}                                    | the value 'most' of data.difficulty.normal is not a number from 0 to 1.
            {easy: NaN, normal: 1}                            | the value 'NaN' of data.difficulty.easy is not a number from 0 to 1.
            {easy-above: 0.9}                                 | the value '0.9' of data.difficulty.easy-above has no effect without shares of problems, such as data.difficulty: {easy: 0.1, normal: 0.7, hard: 0.2}.
            {pass: correctness}                               | the value 'correctness' of data.difficulty.pass has no effect without shares
            {normal: 1, hard-below: 0.9}                      | the value '0.9' of data.difficulty.hard-below is above data.difficulty.easy-above, which is 0.8, so a problem would be both hard and easy; give at most that.
            {normal: 1, easy-above: 0.1}                      | the value '0.2' of data.difficulty.hard-below is above data.difficulty.easy-above, which is 0.1
            {normal: 1, pass: judge}                          | the value 'judge' of data.difficulty.pass is not one of the run's reward functions, which are correctness, format.
            {normal: 1, pass-at-least: 0.5}                   | the value '0.5' of data.difficulty.pass-at-least needs data.difficulty.pass, the name of a reward function.
            {middle: 1}                                       | there is no key 'data.difficulty.middle'; the nearest one is 'data.difficulty.
            """)
    void whatCantBeMeantIsRefusedWithOneSentence(String keys, String sentence) {
        assertThatThrownBy(() -> load(keys))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{normal: 1}",
                "{easy: 0.1, normal: 0.7, hard: 0.2}",
                "{easy: 0.3333333333, normal: 0.3333333333, hard: 0.3333333334}",
                "{hard: 1, easy-above: 0.5, hard-below: 0.5, pass: format, pass-at-least: 0.4}"
            })
    void sharesThatAddUpToOneAreTaken(String keys) throws Exception {
        assertThat(DataKeys.hasCurriculum(load(keys))).isTrue();
    }

    @Test
    void aRunWithoutThemRecordsNothingOfThem() throws Exception {
        RunSettings settings = load("{}");
        assertThat(DataKeys.hasCurriculum(settings)).isFalse();
        assertThat(settings.resolved().keySet()).noneMatch(key -> key.startsWith("data.difficulty"));
        assertThat(DataKeys.easyAbove(settings)).isEqualTo(0.8);
        assertThat(DataKeys.hardBelow(settings)).isEqualTo(0.2);
        assertThat(DataKeys.hasCurriculum(Map.of("data.difficulty.hard", "1"))).isTrue();
    }

    private RunSettings load(String keys) throws Exception {
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, """
                model: somewhere
                steps: 5
                data: {train: arithmetic, difficulty: %s}
                rewards: {correctness: 1, format: 1}
                """.formatted(keys));
        return RunSettings.load(file, Map.of());
    }
}
