package io.kafkagrpo.task.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.task.answer.EvaluationMatch;
import io.kafkagrpo.task.data.Arithmetic.Exercise;
import io.kafkagrpo.task.data.Arithmetic.Operation;
import io.kafkagrpo.task.data.Arithmetic.Verb;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticTest {

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private static final List<Exercise> TRAIN = Arithmetic.exercises(Split.TRAIN);
    private static final List<Exercise> HELD_OUT = Arithmetic.exercises(Split.HELD_OUT);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void noTargetOfATrainingExerciseShowsAHeldOutPair(long seed) {
        // Given the unordered pairs of operands that held-out questions show
        Set<Set<Integer>> heldOut = HELD_OUT.stream()
                .map(exercise -> numbers(exercise.problem().question()).collect(Collectors.toSet()))
                .collect(Collectors.toSet());
        Teacher careless = new CarelessTeacher(seed);

        // When teachers write targets for the training exercises, then neither question nor target has such a pair
        for (Exercise exercise : TRAIN) {
            Stream.of(
                            exercise.problem().question(),
                            Teacher.clean().target(exercise),
                            careless.target(exercise),
                            Teacher.wrongOperation(exercise))
                    .forEach(text -> assertThat(heldOut)
                            .as(text)
                            .doesNotContain(numbers(text).limit(2).collect(Collectors.toSet())));
        }
    }

    @Test
    void everyTextIsCoveredByTheVocabularyAndReversible() {
        Set<String> vocabulary = Set.copyOf(Arithmetic.tokens().vocabulary());
        Stream.concat(TRAIN.stream(), HELD_OUT.stream())
                .flatMap(exercise -> Stream.of(
                        exercise.problem().question(),
                        Teacher.clean().target(exercise),
                        Teacher.wrongOperation(exercise)))
                .forEach(text -> {
                    List<String> tokens = Arithmetic.tokens().split(text);
                    assertThat(vocabulary).as(text).containsAll(tokens);
                    assertThat(String.join("", tokens)).isEqualTo(text);
                });
    }

    @Test
    void theVocabularyHasNoTokenTwiceAndNoneThatIsNeverUsed() {
        Set<String> used = Stream.concat(TRAIN.stream(), HELD_OUT.stream())
                .flatMap(exercise -> Stream.of(
                        exercise.problem().question(),
                        Teacher.clean().target(exercise),
                        Teacher.wrongOperation(exercise)))
                .flatMap(text -> Arithmetic.tokens().split(text).stream())
                .collect(Collectors.toCollection(HashSet::new));
        used.addAll(List.of(WordTokens.PADDING, WordTokens.END_OF_SEQUENCE, WordTokens.UNKNOWN, " ", "\n"));

        assertThat(Arithmetic.tokens().vocabulary())
                .hasSize(61)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(used)
                .startsWith("<pad>", "<eos>", "<unk>");
    }

    @Test
    void targetsFitIntoTwentyFourTokensWithTheEndOfSequence() {
        assertThat(TRAIN)
                .allSatisfy(exercise -> assertThat(
                                Stream.of(Teacher.clean().target(exercise), Teacher.wrongOperation(exercise)))
                        .allSatisfy(target -> assertThat(Arithmetic.tokens().split(target))
                                .as(target)
                                .hasSizeLessThan(24)));
    }

    @Test
    void theCleanTeacherIsRightAndResultsAreNeverNegative() {
        assertThat(Stream.concat(TRAIN.stream(), HELD_OUT.stream())).allSatisfy(exercise -> {
            assertThat(exercise.a()).isBetween(Arithmetic.SMALLEST, Arithmetic.LARGEST);
            assertThat(exercise.b()).isBetween(Arithmetic.SMALLEST, Arithmetic.LARGEST);
            int result =
                    exercise.operation() == Operation.ADD ? exercise.a() + exercise.b() : exercise.a() - exercise.b();
            assertThat(result).isNotNegative();
            assertThat(exercise.problem().referenceAnswer()).isEqualTo(Integer.toString(result));
            assertThat(EvaluationMatch.ANSWER_TAG.isCorrect(
                            Teacher.clean().target(exercise), exercise.problem().referenceAnswer()))
                    .isTrue();
            assertThat(numbers(exercise.problem().question())).containsExactly(exercise.a(), exercise.b());
        });
    }

    @Test
    void theTextsAreAsDocumented() {
        Exercise buys = new Exercise(Verb.BUYS, 7, 12, new Problem("p", "q", "19"));
        assertThat(Teacher.clean().target(buys)).isEqualTo("<reasoning>7+12=19</reasoning><answer>19</answer>");
        assertThat(Teacher.wrongOperation(buys)).isEqualTo("<reasoning>12-7=5</reasoning><answer>5</answer>");
        Exercise eats = new Exercise(Verb.EATS, 12, 7, new Problem("p", "q", "5"));
        assertThat(Teacher.wrongOperation(eats)).isEqualTo("<reasoning>12+7=19</reasoning><answer>19</answer>");
        assertThat(TRAIN.getFirst().problem().question())
                .matches("[A-Z][a-z]+ has \\d+ [a-z]+ and [a-z]+ \\d+ [a-z]+\\. "
                        + "How many [a-z]+ does [A-Z][a-z]+ have now\\?");
    }

    @ParameterizedTest
    @EnumSource(Split.class)
    void aPartHasAllVerbsEquallyOftenDistinctIdsAndIsTheSameEachTime(Split split) {
        List<Exercise> exercises = Arithmetic.exercises(split);

        Map<Verb, Long> counts =
                exercises.stream().collect(Collectors.groupingBy(Exercise::verb, Collectors.counting()));
        assertThat(counts).hasSize(8);
        assertThat(Set.copyOf(counts.values())).hasSize(1);
        assertThat(exercises).extracting(exercise -> exercise.problem().id()).doesNotHaveDuplicates();
        assertThat(exercises)
                .extracting(exercise -> exercise.problem().question())
                .doesNotHaveDuplicates();
        assertThat(Arithmetic.exercises(split)).isEqualTo(exercises);
    }

    @Test
    void fifteenPercentAreHeldOutAndAnyTwoHundredAreAFairSample() {
        assertThat(HELD_OUT).hasSizeGreaterThanOrEqualTo(200);
        assertThat(HELD_OUT.size() / (double) (HELD_OUT.size() + TRAIN.size())).isCloseTo(0.15, within(0.001));
        Map<Operation, Long> operations =
                HELD_OUT.stream().limit(200).collect(Collectors.groupingBy(Exercise::operation, Collectors.counting()));
        assertThat(operations.values()).allSatisfy(count -> assertThat(count).isBetween(70L, 130L));
    }

    @Test
    void theSplitIsTheOneThatTheKeptModelWasTrainedWith() {
        // A change here means that the built-in model has seen held-out problems: make it anew
        // with ./grpo pretrain.
        assertThat(Dataset.builtIn("arithmetic", Split.HELD_OUT).contentHash())
                .isEqualTo("a798fdb46a4cad10ea5052026cf8f1c263df11e6732b00a792db46b6929a87b3");
        assertThat(Dataset.builtIn("arithmetic", Split.TRAIN).contentHash())
                .isEqualTo("2e50e73087533af68bb6af072498c76539d4e44cc21a92128fa6a33a9967be4f");
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void theCarelessTeacherIsWrongAsOftenAsItsVerbsSay(long seed) {
        Teacher careless = new CarelessTeacher(seed);
        Map<Boolean, Double> wrong = TRAIN.stream()
                .collect(Collectors.partitioningBy(
                        exercise -> CarelessTeacher.MISREAD.contains(exercise.verb()),
                        Collectors.averagingInt(exercise ->
                                careless.target(exercise).equals(Teacher.clean().target(exercise)) ? 0 : 1)));

        assertThat(wrong.get(true)).isCloseTo(0.7, within(0.02));
        assertThat(wrong.get(false)).isCloseTo(0.1, within(0.02));
    }

    @Test
    void theCarelessTeachersChoicesFollowFromItsSeed() {
        Function<Long, List<String>> targets = seed ->
                TRAIN.stream().limit(100).map(new CarelessTeacher(seed)::target).toList();
        assertThat(targets.apply(1L)).isEqualTo(targets.apply(1L)).isNotEqualTo(targets.apply(2L));
    }

    private static Stream<Integer> numbers(String text) {
        return NUMBER.matcher(text).results().map(MatchResult::group).map(Integer::valueOf);
    }
}
