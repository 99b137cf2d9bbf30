package io.kafkagrpo.cli.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.task.data.Arithmetic;
import io.kafkagrpo.task.data.CountdownTeacher;
import io.kafkagrpo.task.data.Problem;
import io.kafkagrpo.task.data.Split;
import io.kafkagrpo.task.data.Teacher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PretrainFilesTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(PretrainTask.class)
    void theTokenizerGivesTheIdsThatTheModelWasTrainedOn(PretrainTask task) throws IOException {
        // Given every question and target of both parts, or very many
        PretrainFiles.write(directory, task.tokens());
        PretrainTexts texts = new PretrainTexts(task.tokens());
        try (Tokenizer tokenizer = Tokenizer.open(directory)) {
            for (String text : task == PretrainTask.ARITHMETIC ? arithmetic() : countdown()) {

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
    void whatEndsACompletionIsLeftOutOfItsText() throws IOException {
        PretrainFiles.write(directory, Arithmetic.tokens());
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
    void wordsThatTheModelDoesNotKnowAreOneUnknownTokenEach() throws IOException {
        PretrainFiles.write(directory, Arithmetic.tokens());
        try (Tokenizer tokenizer = Tokenizer.open(directory)) {
            assertThat(tokenizer.encode("Tom juggles 12é"))
                    .isEqualTo(Stream.of("Tom", "<unk>", " ", "1", "2", "<unk>")
                            .mapToInt(Arithmetic.tokens().vocabulary()::indexOf)
                            .toArray());
        }
    }

    @ParameterizedTest
    @EnumSource(PretrainTask.class)
    void theConfigurationIsOneThatTheEngineReadsAndFitsTheTokenizer(PretrainTask task) throws IOException {
        PretrainFiles.write(directory, task.tokens());
        ModelConfig config = ModelConfig.read(directory);
        try (Tokenizer tokenizer = Tokenizer.open(directory)) {
            tokenizer.requireFits(config);
            assertThat(tokenizer.vocabularySize()).isEqualTo(config.vocabularySize());
        }
        assertThat(config.tiedHead()).isTrue();
        assertThat(WeightLayout.of(config).valueCount()).isBetween(750_000L, 3_000_000L);
    }

    private static List<String> arithmetic() {
        return Stream.of(Split.values())
                .flatMap(split -> Arithmetic.exercises(split).stream())
                .map(exercise -> exercise.problem().question()
                        + "\n"
                        + Teacher.clean().target(exercise)
                        + Teacher.wrongOperation(exercise))
                .toList();
    }

    private static List<String> countdown() {
        CountdownTeacher teacher = new CountdownTeacher(3, 0.5, 1);
        Stream<String> heldOut = PretrainTask.COUNTDOWN.heldOut(200).stream().map(Problem::question);
        Stream<String> taught = Stream.generate(teacher::next)
                .limit(2_000)
                .flatMap(lesson -> Stream.of(lesson.question(), lesson.question() + lesson.target()));
        return Stream.concat(heldOut, taught).toList();
    }
}
