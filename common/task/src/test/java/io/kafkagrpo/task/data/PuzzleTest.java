package io.kafkagrpo.task.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kafkagrpo.task.answer.CountdownAnswer;
import io.kafkagrpo.task.answer.EvaluationMatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PuzzleTest {

    private static final Pattern SAYING = Pattern.compile("(\\w+) says: \"([^\"]+)\\.\"");

    @ParameterizedTest
    @EnumSource(Puzzle.class)
    void equalSeedsGiveEqualProblemsAndNoSeedTrainsOnWhatAnotherHoldsOut(Puzzle puzzle) {
        String spec = puzzle.settingName();
        List<Problem> train = Dataset.builtIn(spec, Split.TRAIN).problems();

        assertThat(Dataset.builtIn(spec, Split.TRAIN).problems()).isEqualTo(train);
        assertThat(Dataset.builtIn(spec + ":4:99", Split.TRAIN).problems()).isNotEqualTo(train);
        Set<String> heldOut = new HashSet<>();
        Dataset.builtIn(spec + ":4:99", Split.HELD_OUT).problems().forEach(problem -> heldOut.add(problem.question()));
        assertThat(heldOut).isNotEmpty();
        assertThat(Dataset.builtIn(spec + ":4:7", Split.TRAIN).problems())
                .extracting(Problem::question)
                .doesNotContainAnyElementsOf(heldOut)
                .doesNotHaveDuplicates();
        assertThat(train).extracting(Problem::id).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"countdown:2", "countdown:7", "knights-and-knaves:1", "sorting:13:5", "seating:0"})
    void aDifficultyOutOfRangeIsRefused(String spec) {
        assertThatExceptionOfType(DatasetException.class)
                .isThrownBy(() -> Dataset.builtIn(spec, Split.TRAIN))
                .withMessageMatching(
                        "The dataset \"" + spec + "\" can't be made: The difficulty of .* is .*; allowed is .*\\.");
    }

    @Test
    void everyCountdownProblemCanBeSolved() {
        for (Problem problem :
                Dataset.builtIn("countdown:3:5", Split.HELD_OUT).head(40).problems()) {
            CountdownAnswer.Task task = Objects.requireNonNull(CountdownAnswer.task(problem.referenceAnswer()));
            List<String> solutions =
                    expressions(task.numbers().stream().map(String::valueOf).toList());
            assertThat(solutions)
                    .as(problem.question())
                    .anyMatch(solution -> EvaluationMatch.COUNTDOWN.isCorrect(
                            "<answer>" + solution + "</answer>", problem.referenceAnswer()));
        }
    }

    /** All expressions of some of the terms. */
    private static List<String> expressions(List<String> terms) {
        List<String> all = new ArrayList<>(terms);
        for (int i = 0; i < terms.size(); i++) {
            for (int j = 0; j < terms.size(); j++) {
                if (i != j) {
                    List<String> rest = new ArrayList<>(terms);
                    rest.remove(Math.max(i, j));
                    rest.remove(Math.min(i, j));
                    for (String operation : List.of("+", "-", "*", "/")) {
                        List<String> next = new ArrayList<>(rest);
                        next.add("(" + terms.get(i) + operation + terms.get(j) + ")");
                        all.addAll(expressions(next));
                    }
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void exactlyOneIslandFitsWhatIsSaid(int people) {
        for (Problem problem : Dataset.builtIn("knights-and-knaves:" + people, Split.HELD_OUT)
                .head(30)
                .problems()) {
            // Given who says what, read from the question again
            List<String> names = new ArrayList<>();
            List<String> sayings = new ArrayList<>();
            Matcher saying = SAYING.matcher(problem.question());
            while (saying.find()) {
                names.add(saying.group(1));
                sayings.add(saying.group(2));
            }

            // When all islands are tried
            List<String> fitting = IntStream.range(0, 1 << people)
                    .mapToObj(world -> knights(world, names))
                    .filter(knights -> IntStream.range(0, people)
                            .allMatch(i -> holds(sayings.get(i), knights) == knights.contains(names.get(i))))
                    .map(knights -> knights.isEmpty()
                            ? "none"
                            : String.join(", ", knights.stream().sorted().toList()))
                    .toList();

            // Then one fits, and it is the answer
            assertThat(fitting).as(problem.question()).containsExactly(problem.referenceAnswer());
            assertThat(EvaluationMatch.MATH.isCorrect(
                            "<answer>" + problem.referenceAnswer() + "</answer>", problem.referenceAnswer()))
                    .isTrue();
        }
    }

    private static List<String> knights(int world, List<String> names) {
        return IntStream.range(0, names.size())
                .filter(i -> (world >> i & 1) == 1)
                .mapToObj(names::get)
                .toList();
    }

    private static boolean holds(String saying, List<String> knights) {
        if (saying.contains(" are of ")) {
            String[] two = saying.split(" are of ")[0].split(" and ");
            return saying.endsWith("the same kind") == (knights.contains(two[0]) == knights.contains(two[1]));
        }
        if (saying.contains(" or ")) {
            return Stream.of(saying.split(" or ")).anyMatch(part -> holds(part, knights));
        }
        if (saying.contains(" and ")) {
            return Stream.of(saying.split(" and ")).allMatch(part -> holds(part, knights));
        }
        return saying.endsWith("knight") == knights.contains(saying.split(" ")[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void exactlyOneRowFitsTheClues(int people) {
        for (Problem problem :
                Dataset.builtIn("seating:" + people, Split.HELD_OUT).head(30).problems()) {
            List<String> clues = Stream.of(problem.question().split("\\. ")).toList();
            List<String> names = List.of(problem.referenceAnswer().split(", "));
            List<String> fitting = Seating.permutations(people).stream()
                    .filter(row -> clues.stream().allMatch(clue -> fits(clue, row, names)))
                    .map(row -> String.join(", ", inOrder(row, names)))
                    .toList();
            assertThat(fitting).as(problem.question()).containsExactly(problem.referenceAnswer());
        }
    }

    private static boolean fits(String clue, int[] row, List<String> names) {
        String[] words = clue.split(" ");
        int one = names.indexOf(words[0]);
        int two = names.indexOf(words[words.length - 1].replace(".", ""));
        if (clue.contains("to the left of")) {
            return row[one] < row[two];
        }
        if (clue.contains("next to")) {
            return Math.abs(row[one] - row[two]) == 1;
        }
        Matcher place = Pattern.compile("isn't at place (\\d)").matcher(clue);
        return !place.find() || row[one] != Integer.parseInt(place.group(1)) - 1;
    }

    private static List<String> inOrder(int[] row, List<String> names) {
        String[] order = new String[row.length];
        for (int person = 0; person < row.length; person++) {
            order[row[person]] = names.get(person);
        }
        return List.of(order);
    }

    @Test
    void sortedWordsAreTheGivenOnesInOrder() {
        for (Problem problem :
                Dataset.builtIn("sorting:6", Split.TRAIN).head(50).problems()) {
            String given = problem.question().substring(problem.question().indexOf(": ") + 2);
            List<String> words = List.of(given.substring(0, given.length() - 1).split(", "));
            assertThat(words).hasSize(6).doesNotHaveDuplicates();
            assertThat(problem.referenceAnswer())
                    .isEqualTo(String.join(", ", words.stream().sorted().toList()));
        }
    }
}
