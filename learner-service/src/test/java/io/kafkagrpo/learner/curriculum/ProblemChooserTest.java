package io.kafkagrpo.learner.curriculum;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.learner.curriculum.ProblemChooser.Choice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemChooserTest {
    private static final DifficultyMix QUARTERS = new DifficultyMix(0.25, 0.25, 0.8, 0.2);

    @ParameterizedTest
    @CsvSource({
        "0, HARD",
        "0.19, HARD",
        "0.2, NORMAL",
        "0.5, NORMAL",
        "0.79, NORMAL",
        "0.8, EASY",
        "1, EASY",
        "NaN, NORMAL"
    })
    void aClassBeginsAtItsPassRate(double passRate, Difficulty expected) {
        assertThat(QUARTERS.of(passRate)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0.25, 0.25, 4, 8, 4", "1, 0, 16, 0, 0", "0, 1, 0, 0, 16", "0, 0, 0, 16, 0", "0.5, 0.5, 8, 0, 8"})
    void anyPositionsInARowHaveTheSharesNearlyAsTheyAre(
            double easy, double hard, int easyOf16, int normal, int hardOf16) {
        DifficultyMix mix = new DifficultyMix(easy, hard, 0.8, 0.2);
        for (long from : new long[] {0, 7, 1_000, 123_456_789_012L}) {
            Map<Difficulty, Long> counted = IntStream.range(0, 16)
                    .mapToObj(i -> mix.wanted(from + i))
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
            assertThat(Math.abs(counted.getOrDefault(Difficulty.EASY, 0L) - easyOf16))
                    .isLessThanOrEqualTo(1);
            assertThat(Math.abs(counted.getOrDefault(Difficulty.NORMAL, 0L) - normal))
                    .isLessThanOrEqualTo(2);
            assertThat(Math.abs(counted.getOrDefault(Difficulty.HARD, 0L) - hardOf16))
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void whereEveryClassHasEnoughAChoiceIsOfTheWantedClass() {
        // Given 30 problems, ten of each class, all admitted once
        ProblemChooser chooser = chooser(30, problem -> problem < 10 ? 1.0 : problem < 20 ? 0.5 : 0.0);
        // When
        List<Choice> choices = choose(chooser, 0, 16);
        // Then
        assertThat(choices)
                .noneMatch(Choice::isSubstitute)
                .allSatisfy(choice -> assertThat(choice.difficulty())
                        .isEqualTo(List.of(Difficulty.EASY, Difficulty.NORMAL, Difficulty.HARD)
                                .get(choice.problem() / 10)));
        assertThat(choices).extracting(Choice::problem).doesNotHaveDuplicates();
        assertThat(chooser.sizes()).isEqualTo(Map.of(Difficulty.EASY, 10, Difficulty.NORMAL, 10, Difficulty.HARD, 10));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, EASY, NORMAL", "0, 1, HARD, NORMAL", "0, 0, NORMAL, HARD"})
    void aClassWithoutProblemsIsReplacedByTheNextOne(double easy, double hard, Difficulty wanted, Difficulty instead) {
        // Given one problem of the wanted class, one of the next, one of the last
        Map<Difficulty, Double> rates = Map.of(Difficulty.EASY, 1.0, Difficulty.NORMAL, 0.5, Difficulty.HARD, 0.0);
        List<Difficulty> order = wanted.andThen();
        ProblemChooser chooser = new ProblemChooser(new DifficultyMix(easy, hard, 0.8, 0.2), 3, 0);
        for (int problem = 0; problem < 3; problem++) {
            chooser.remember(problem, 1, rates.getOrDefault(order.get(problem), Double.NaN));
        }
        // When three are asked for, and then a fourth while all are in flight
        List<Choice> choices = choose(chooser, 0, 4);
        // Then
        assertThat(choices).extracting(Choice::wanted).containsOnly(wanted);
        assertThat(choices).extracting(Choice::problem).startsWith(0, 1, 2);
        assertThat(choices.get(1).difficulty()).isEqualTo(instead);
        assertThat(choices).extracting(Choice::isSubstitute).startsWith(false, true, true);
    }

    @Test
    void whatWasNeverSeenIsNormalAndAskedOncePerRoundInAnotherOrderEachTime() {
        // Given
        ProblemChooser chooser = new ProblemChooser(new DifficultyMix(0, 0, 0.8, 0.2), 20, 5);
        assertThat(chooser.unseen()).isEqualTo(20);
        // When three rounds are asked, each group ending without a pass rate
        List<List<Integer>> rounds = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            List<Integer> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                asked.add(chooser.choose("g", 20L * round + i).problem());
                chooser.ended("g");
            }
            rounds.add(asked);
        }
        // Then
        assertThat(rounds).allSatisfy(round -> assertThat(round).doesNotHaveDuplicates());
        assertThat(rounds).doesNotHaveDuplicates();
        assertThat(choose(new ProblemChooser(new DifficultyMix(0, 0, 0.8, 0.2), 20, 6), 0, 20))
                .extracting(Choice::problem)
                .isNotEqualTo(rounds.getFirst());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatIsRestoredFromTheLogChoosesAsTheOneThatWasNeverStopped(long seed) {
        // Given a run in which groups end in any order, with any pass rate or none
        Random random = new Random(seed);
        int problems = 12;
        ProblemChooser never = new ProblemChooser(QUARTERS, problems, seed);
        int[] admitted = new int[problems];
        double[] rates = new double[problems];
        Arrays.fill(rates, Double.NaN);
        Map<String, Integer> inFlight = new TreeMap<>();
        for (int position = 0; position < 200; position++) {
            // When at each position another one is made of what the log says
            ProblemChooser restored = new ProblemChooser(QUARTERS, problems, seed);
            for (int problem = 0; problem < problems; problem++) {
                restored.remember(problem, admitted[problem], rates[problem]);
            }
            inFlight.forEach(restored::inFlight);
            // Then
            Choice choice = never.choose("g" + position, position);
            assertThat(restored.choose("g" + position, position)).isEqualTo(choice);
            admitted[choice.problem()]++;
            inFlight.put("g" + position, choice.problem());
            for (Map.Entry<String, Integer> asked : new TreeMap<>(inFlight).entrySet()) {
                if (random.nextInt(5) == 0) {
                    String group = asked.getKey();
                    int problem = asked.getValue();
                    inFlight.remove(group);
                    assertThat(never.problemOf(group)).isEqualTo(problem);
                    if (random.nextBoolean()) {
                        rates[problem] = random.nextInt(5) / 4.0;
                        never.rated(problem, rates[problem]);
                    }
                    never.ended(group);
                }
            }
        }
    }

    private static ProblemChooser chooser(int problems, Function<Integer, Double> passRate) {
        ProblemChooser chooser = new ProblemChooser(QUARTERS, problems, 0);
        for (int problem = 0; problem < problems; problem++) {
            chooser.remember(problem, 1, passRate.apply(problem));
        }
        return chooser;
    }

    private static List<Choice> choose(ProblemChooser chooser, int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(position -> chooser.choose("g" + position, position))
                .toList();
    }
}
