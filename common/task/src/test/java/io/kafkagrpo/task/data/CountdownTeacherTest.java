package io.kafkagrpo.task.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.task.answer.AnswerExtraction;
import io.kafkagrpo.task.answer.CountdownAnswer;
import io.kafkagrpo.task.answer.CountdownAnswer.Task;
import io.kafkagrpo.task.answer.CountdownAnswer.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountdownTeacherTest {

    private static final Pattern QUESTION = Pattern.compile("Using the numbers ([0-9, ]+), each .* equals (\\d+)\\.");
    private static final Pattern STEP = Pattern.compile("(\\d+)([-+*/])(\\d+)=(\\d+)[,<]");

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.5, 0})
    void everyTextKeepsTheRulesAndTheShareOfThemReachesTheTarget(double solvedShare) {
        List<Verdict> verdicts = lessons(solvedShare, 3).stream()
                .map(lesson -> CountdownAnswer.judge(answer(lesson), task(lesson)))
                .toList();

        assertThat(verdicts).containsAnyOf(Verdict.RIGHT, Verdict.OTHER_NUMBER).doesNotContain(Verdict.INVALID);
        double right =
                verdicts.stream().filter(verdict -> verdict == Verdict.RIGHT).count() / (double) verdicts.size();
        assertThat(right).isCloseTo(solvedShare, within(solvedShare == 1 ? 0 : 0.04));
    }

    @Test
    void everyStepOfTheReasoningIsCalculatedRightAndTheLastIsWhatTheAnswerEquals() {
        for (Lesson lesson : lessons(0.5, 4)) {
            List<MatchResult> steps = STEP.matcher(lesson.target()).results().toList();

            assertThat(steps).as(lesson.target()).hasSize(2);
            for (MatchResult step : steps) {
                assertThat(number(step.group(4)))
                        .as(lesson.target())
                        .isEqualTo(apply(step.group(2), number(step.group(1)), number(step.group(3))));
            }
            Task reached =
                    new Task(task(lesson).numbers(), number(steps.getLast().group(4)));
            assertThat(CountdownAnswer.judge(answer(lesson), reached)).isEqualTo(Verdict.RIGHT);
        }
    }

    private static long apply(String sign, long a, long b) {
        assertThat(sign.equals("/") ? a % b : 0).isZero();
        return switch (sign) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            default -> a / b;
        };
    }

    @Test
    void noTextIsOnAHeldOutProblemOrReachesTheTargetOfOne() {
        // Given about a tenth of what all seeds hold out
        Set<String> heldOut = IntStream.rangeClosed(1, 20)
                .mapToObj(seed -> Puzzle.COUNTDOWN.generate(3, seed, Split.HELD_OUT))
                .flatMap(List::stream)
                .map(Problem::referenceAnswer)
                .collect(Collectors.toSet());

        // When
        CountdownTeacher teacher = new CountdownTeacher(3, 0.5, 1);
        List<String> shown = Stream.generate(teacher::next)
                .limit(20_000)
                .flatMap(lesson -> {
                    MatchResult last = STEP.matcher(lesson.target())
                            .results()
                            .reduce((_, step) -> step)
                            .orElseThrow();
                    return Stream.of(
                            reference(task(lesson).numbers(), task(lesson).target()),
                            reference(task(lesson).numbers(), number(last.group(4))));
                })
                .toList();

        // Then
        assertThat(shown).noneMatch(heldOut::contains);
        assertThat(shown)
                .anyMatch(Puzzle.COUNTDOWN.generate(3, 1, Split.TRAIN).stream()
                        .map(Problem::referenceAnswer)
                        .collect(Collectors.toSet())::contains);
    }

    @Test
    void theVocabularyIsWhatTheTextsAreMadeOf() {
        WordTokens tokens = CountdownTeacher.tokens();
        List<String> used = lessons(0.5, 5).stream()
                .flatMap(lesson -> Stream.of(lesson.question(), lesson.target()))
                .peek(text -> assertThat(String.join("", tokens.split(text))).isEqualTo(text))
                .flatMap(text -> tokens.split(text).stream())
                .distinct()
                .toList();

        assertThat(tokens.vocabulary())
                .doesNotHaveDuplicates()
                .startsWith("<pad>", "<eos>", "<unk>")
                .containsAll(used)
                .hasSize(used.size() + 3);
        assertThat(lessons(0.5, 6)).allSatisfy(lesson -> {
            assertThat(tokens.split(lesson.question())).hasSizeLessThan(20);
            assertThat(tokens.split(lesson.target())).hasSizeLessThan(48);
        });
    }

    @Test
    void theTextsFollowFromTheSeed() {
        Function<Long, List<Lesson>> texts = seed -> lessons(0.5, seed);
        assertThat(texts.apply(1L)).isEqualTo(texts.apply(1L)).isNotEqualTo(texts.apply(2L));
    }

    @ParameterizedTest
    @CsvSource({
        "countdown:3, TRAIN, 61df3f95b0f08da6e7b0ad9ab1c9a88fecbfa0cf4c73f1f1b0c15ec36c8249af",
        "countdown:3, HELD_OUT, 19952a831fb81ee65099472f02b7a82cbff0b7dc0bca55ec6a1ce57ad10120b6",
        "countdown:4:17, TRAIN, 8ebe0463ecd31532f7062518a3186c5bb83bfb7139cd642df304462a464c1973",
        "countdown:6:5, HELD_OUT, c21a11043ff29f02629db23a2b0ba15377d8379e184a8ec6f8ad4de7300e16b4"
    })
    void theProblemsAreThoseThatOldRunsTrainedOn(String name, Split split, String contentHash) {
        assertThat(Dataset.builtIn(name, split).contentHash()).isEqualTo(contentHash);
    }

    private static List<Lesson> lessons(double solvedShare, long seed) {
        CountdownTeacher teacher = new CountdownTeacher(3, solvedShare, seed);
        return Stream.generate(teacher::next).limit(2_000).toList();
    }

    private static String answer(Lesson lesson) {
        return Objects.requireNonNull(AnswerExtraction.fromCompletion(lesson.target()));
    }

    private static Task task(Lesson lesson) {
        MatchResult question =
                QUESTION.matcher(lesson.question()).results().findFirst().orElseThrow();
        List<Long> numbers =
                Arrays.stream(question.group(1).split(", ")).map(Long::valueOf).toList();
        return new Task(numbers, number(question.group(2)));
    }

    private static String reference(List<Long> numbers, long target) {
        return numbers.stream().sorted().map(String::valueOf).collect(Collectors.joining(" ")) + " = " + target;
    }

    private static long number(String digits) {
        return Long.parseLong(digits);
    }
}
