package io.kafkagrpo.cli.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.task.data.Arithmetic;
import io.kafkagrpo.task.data.Arithmetic.Exercise;
import io.kafkagrpo.task.data.Split;
import io.kafkagrpo.task.data.Teacher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainFilesTest {

    @TempDir
    Path directory;

    @BeforeEach
    void write() throws IOException {
        PretrainFiles.write(directory);
    }

    @Test
    void theTokenizerGivesTheIdsThatTheModelWasTrainedOn() {
        // Given every question and target of both parts
        PretrainTexts texts = new PretrainTexts();
        try (Tokenizer tokenizer = Tokenizer.open(directory)) {
            for (Exercise exercise : exercises()) {
                String text = exercise.problem().question()
                        + "\n"
                        + Teacher.clean().target(exercise)
                        + Teacher.wrongOperation(exercise);

                // When
                int[] ids = tokenizer.encode(text);

                // Then
                assertThat(ids).as(text).isEqualTo(texts.encode(text));
                assertThat(tokenizer.decode(ids)).isEqualTo(text);
                assertThat(tokenizer.decodeSkippingSpecial(ids)).isEqualTo(text);
            }
        }
    }

    @Test
    void whatEndsACompletionIsLeftOutOfItsText() {
        try (Tokenizer tokenizer = Tokenizer.open(directory)) {
            int[] tagged = tokenizer.encode("<answer>19</answer>");
            int[] ended = Arrays.copyOf(tagged, tagged.length + 1);
            ended[tagged.length] = PretrainTexts.END_OF_SEQUENCE;

            assertThat(tokenizer.decodeSkippingSpecial(ended)).isEqualTo("<answer>19</answer>");
            assertThat(tokenizer.endOfSequenceIds()).containsExactly(PretrainTexts.END_OF_SEQUENCE);
            assertThat(tokenizer.padId()).isEqualTo(PretrainTexts.PADDING);
        }
    }

    @Test
    void wordsThatTheModelDoesNotKnowAreOneUnknownTokenEach() {
        try (Tokenizer tokenizer = Tokenizer.open(directory)) {
            assertThat(tokenizer.encode("Tom juggles 12é"))
                    .isEqualTo(Stream.of("Tom", "<unk>", " ", "1", "2", "<unk>")
                            .mapToInt(Arithmetic.vocabulary()::indexOf)
                            .toArray());
        }
    }

    @Test
    void theConfigurationIsOneThatTheEngineReadsAndFitsTheTokenizer() {
        ModelConfig config = ModelConfig.read(directory);
        try (Tokenizer tokenizer = Tokenizer.open(directory)) {
            tokenizer.requireFits(config);
            assertThat(tokenizer.vocabularySize()).isEqualTo(config.vocabularySize());
        }
        assertThat(config.tiedHead()).isTrue();
        assertThat(WeightLayout.of(config).valueCount()).isBetween(750_000L, 3_000_000L);
    }

    private static List<Exercise> exercises() {
        return Stream.of(Split.values())
                .flatMap(split -> Arithmetic.exercises(split).stream())
                .toList();
    }
}
