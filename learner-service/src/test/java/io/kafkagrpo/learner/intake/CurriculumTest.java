package io.kafkagrpo.learner.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.learner.log.RunHistory;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.record.ProblemLog;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.Problem;
import io.kafkagrpo.task.prompt.PromptRenderer;
import io.kafkagrpo.task.prompt.PromptStyle;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurriculumTest {
    private static final Path CONFIG = Path.of("..", "config").toAbsolutePath().normalize();
    private static final Dataset DATA = Dataset.of(
            "sums",
            IntStream.rangeClosed(1, 7)
                    .mapToObj(i -> new Problem("p" + i, i + " plus 7", Integer.toString(i + 7)))
                    .toList());

    @Test
    void withoutTheKeysTheOrderAndTheRecordsAreThoseOfBefore() {
        // Given
        RunSettings settings = settings(Map.of());
        Curriculum curriculum = Curriculum.of(settings, feeder(settings), history());
        // When
        List<PromptGroup> prompts = curriculum.admit(0, 20, 3);
        // Then the order is the one that logs of before hold
        assertThat(prompts.stream().map(prompt -> prompt.getProblemId().substring(1)))
                .containsExactly(
                        "5", "7", "4", "3", "2", "6", "1", "2", "6", "1", "5", "3", "7", "4", "1", "2", "3", "7", "6",
                        "4");
        // And nothing is recorded that was not
        assertThat(prompts).isEqualTo(feeder(settings).train(0, 20, 3)).noneMatch(PromptGroup::hasProblemNumber);
        TrainingStep.Builder step = TrainingStep.newBuilder();
        curriculum.describe(step);
        assertThat(step.build()).isEqualTo(TrainingStep.getDefaultInstance());
        assertThat(settings.shared().keySet()).noneMatch(key -> key.startsWith("data.difficulty"));
    }

    @Test
    void withThemAPromptSaysItsProblemByNumberAndIsTheSameOtherwise() {
        // Given
        RunSettings settings = settings(Map.of("data.difficulty.normal", "1"));
        // When
        List<PromptGroup> prompts =
                Curriculum.of(settings, feeder(settings), history()).admit(0, 7, 3);
        // Then
        assertThat(prompts)
                .extracting(PromptGroup::getProblemId)
                .containsExactlyInAnyOrder("p1", "p2", "p3", "p4", "p5", "p6", "p7");
        assertThat(prompts)
                .allSatisfy(
                        prompt -> assertThat(prompt.getProblemId()).isEqualTo("p" + (prompt.getProblemNumber() + 1)));
        List<PromptGroup> inOrder = feeder(settings).train(0, 7, 3);
        assertThat(prompts)
                .extracting(PromptGroup::getGroupId)
                .isEqualTo(inOrder.stream().map(PromptGroup::getGroupId).toList());
        assertThat(prompts).extracting(PromptGroup::getPosition).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
        for (PromptGroup prompt : prompts) {
            PromptGroup same = inOrder.stream()
                    .filter(other -> other.getProblemId().equals(prompt.getProblemId()))
                    .findFirst()
                    .orElseThrow();
            assertThat(withoutPlace(prompt).clearProblemNumber().build())
                    .isEqualTo(withoutPlace(same).build());
        }
    }

    private static PromptGroup.Builder withoutPlace(PromptGroup prompt) {
        return prompt.toBuilder().clearGroupId().clearPosition();
    }

    private static RunSettings settings(Map<String, String> keys) {
        return RunSettings.load(CONFIG.resolve("arithmetic.yaml"), keys);
    }

    private static RunHistory history() {
        return new RunHistory(
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                0,
                Set.of(),
                0,
                new ProblemLog(),
                Map.of(),
                RunHeader.NONE);
    }

    private static PromptFeeder feeder(RunSettings settings) {
        return new PromptFeeder(
                settings,
                DATA,
                DATA,
                new PromptRenderer(new PromptStyle.JoinedContents(), ""),
                Tokenizer.open(CONFIG.resolve("models/mini")));
    }
}
