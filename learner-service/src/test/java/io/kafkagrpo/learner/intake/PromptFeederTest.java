package io.kafkagrpo.learner.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.data.DataShape;
import io.kafkagrpo.data.DataSource;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.Split;
import io.kafkagrpo.task.prompt.PromptRenderer;
import io.kafkagrpo.task.prompt.PromptStyle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of the data is a function of the seed, and where a run is in it is one number. */
class PromptFeederTest {
    private static final Path CONFIG = Path.of("..", "config").toAbsolutePath().normalize();
    private static final int PROBLEMS = 7;

    @TempDir
    private Path folder;

    private Dataset data;

    @BeforeEach
    void writeProblems() throws Exception {
        Path file = folder.resolve("problems.jsonl");
        Files.writeString(
                file,
                IntStream.range(0, PROBLEMS)
                        .mapToObj(i -> "{\"question\": \"%d plus 7\", \"answer\": \"%d\"}\n".formatted(i, i + 7))
                        .collect(Collectors.joining()));
        data = DataSource.open(file.toString(), Split.TRAIN, DataShape.USUAL);
    }

    @Test
    void aFeederThatGoesOnFromAPositionGivesWhatOneThatNeverStoppedGives() {
        // Given two epochs and a half in one go
        List<PromptGroup> whole = feeder(0).train(0, 17, 3);
        // When others begin anew at every position
        List<PromptGroup> oneByOne = new ArrayList<>();
        for (int position = 0; position < 17; position++) {
            oneByOne.addAll(feeder(0).train(position, 1, 3));
        }
        // Then
        assertThat(oneByOne).isEqualTo(whole);
        assertThat(whole).extracting(PromptGroup::getGroupId).doesNotHaveDuplicates();
    }

    @Test
    void eachEpochHasEachProblemOnceInAnOrderOfItsOwn() {
        // Given
        List<String> order = feeder(0).train(0, 3 * PROBLEMS, 0).stream()
                .map(PromptGroup::getProblemId)
                .toList();
        List<List<String>> epochs = IntStream.range(0, 3)
                .mapToObj(epoch -> order.subList(epoch * PROBLEMS, (epoch + 1) * PROBLEMS))
                .toList();
        // Then
        assertThat(epochs)
                .allSatisfy(epoch -> assertThat(epoch).hasSize(PROBLEMS).doesNotHaveDuplicates());
        assertThat(epochs).doesNotHaveDuplicates();
    }

    @Test
    void anotherSeedIsAnotherOrder() {
        assertThat(feeder(1).train(0, PROBLEMS, 0))
                .extracting(PromptGroup::getProblemId)
                .isNotEqualTo(feeder(0).train(0, PROBLEMS, 0).stream()
                        .map(PromptGroup::getProblemId)
                        .toList())
                .isEqualTo(feeder(1).train(0, PROBLEMS, 0).stream()
                        .map(PromptGroup::getProblemId)
                        .toList());
    }

    @Test
    void anEvaluationAsksEachProblemAsOftenAsConfiguredInTheOrderOfTheFile() {
        // When
        List<PromptGroup> prompts = feeder(0).evaluate(25);
        // Then
        assertThat(prompts)
                .extracting(PromptGroup::getProblemId)
                .isEqualTo(IntStream.rangeClosed(1, PROBLEMS)
                        .mapToObj(line -> "problems.jsonl#" + line)
                        .toList());
        assertThat(prompts).allSatisfy(prompt -> {
            assertThat(prompt.getGroupSize()).isEqualTo(4);
            assertThat(prompt.getMinVersion()).isEqualTo(25);
            assertThat(prompt.getSampling().getTemperature()).isEqualTo(0.5);
        });
    }

    @Test
    void anEvaluationOfAnotherVersionAsksTheSameUnderItsOwnName() {
        // Given
        PromptFeeder feeder = feeder(0);
        // When
        List<PromptGroup> first = feeder.evaluate(0);
        List<PromptGroup> later = feeder.evaluate(25);
        // Then
        assertThat(later)
                .extracting(PromptGroup::getGroupId)
                .isEqualTo(IntStream.range(0, PROBLEMS)
                        .mapToObj(i -> GroupId.evaluate(25, i).toString())
                        .toList());
        assertThat(later)
                .extracting(prompt ->
                        prompt.toBuilder().clearGroupId().clearMinVersion().build())
                .isEqualTo(first.stream()
                        .map(prompt -> prompt.toBuilder()
                                .clearGroupId()
                                .clearMinVersion()
                                .build())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"none, none, '', ''", "x, none, x, x", "none, y, '', y", "x, y, x, y"})
    void aPromptSaysWhichTextsEndItsCompletions(
            @Nullable String sampling, @Nullable String evaluation, String train, String evaluate) {
        // Given
        Map<String, String> overrides = new HashMap<>();
        if (sampling != null) {
            overrides.put("sampling.stop", sampling);
        }
        if (evaluation != null) {
            overrides.put("evaluation.stop", evaluation);
        }
        // When
        PromptFeeder feeder = feeder(overrides);
        // Then
        assertThat(String.join(
                        ",", feeder.train(0, 1, 0).getFirst().getSampling().getStopList()))
                .isEqualTo(train);
        assertThat(String.join(",", feeder.evaluate(0).getFirst().getSampling().getStopList()))
                .isEqualTo(evaluate);
    }

    private PromptFeeder feeder(long seed) {
        return feeder(Map.of("seed", Long.toString(seed), "evaluation.samples", "4", "evaluation.temperature", "0.5"));
    }

    private PromptFeeder feeder(Map<String, String> overrides) {
        RunSettings settings = RunSettings.load(CONFIG.resolve("arithmetic.yaml"), overrides);
        return new PromptFeeder(
                settings,
                data,
                data,
                new PromptRenderer(new PromptStyle.JoinedContents(), ""),
                Tokenizer.open(CONFIG.resolve("models/mini")));
    }
}
