package io.kafkagrpo.task.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anOrderIsAPermutationThatDependsOnSeedAndEpoch(long caseSeed) {
        Random random = new Random(caseSeed);
        for (int i = 0; i < 50; i++) {
            // Given a dataset of any size
            int size = 1 + random.nextInt(300);
            Dataset dataset = numbered(size);
            long seed = random.nextLong();
            long epoch = random.nextInt(1000);

            // When two epochs are ordered, then each is a permutation, and each is the same when asked again
            List<Integer> order = dataset.order(seed, epoch);
            assertThat(order)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, size).boxed().toList());
            if (size > 20) {
                assertThat(dataset.order(seed, epoch + 1)).isNotEqualTo(order);
                assertThat(dataset.order(seed + 1, epoch)).isNotEqualTo(order);
            }
            assertThat(numbered(size).order(seed, epoch)).isEqualTo(order);
            int index = random.nextInt(size);
            assertThat(dataset.indexAt(seed, epoch * size + index)).isEqualTo(order.get(index));
        }
    }

    @Test
    void theOrderIsTheSameInEveryRelease() {
        assertThat(numbered(10).order(42, 0)).containsExactly(1, 4, 6, 7, 2, 5, 0, 9, 3, 8);
        assertThat(numbered(10).order(42, 1)).containsExactly(7, 1, 3, 5, 8, 4, 6, 0, 2, 9);
    }

    @Test
    void everyPlaceIsEquallyLikely() {
        int[] first = new int[5];
        Dataset dataset = numbered(5);
        for (int epoch = 0; epoch < 5000; epoch++) {
            first[dataset.order(1, epoch).getFirst()]++;
        }
        assertThat(first).satisfies(counts -> assertThat(IntStream.of(counts)).allMatch(n -> n > 850 && n < 1150));
    }

    @Test
    void positionsAndLimitsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> numbered(3).indexAt(0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> numbered(3).head(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Dataset.of("none", List.of()));
        assertThat(numbered(3).head(2).problems()).isEqualTo(numbered(2).problems());
        assertThat(numbered(3).head(9).size()).isEqualTo(3);
    }

    @Test
    void theContentHashDependsOnQuestionsAnswersAndTheirPromptsAlone() {
        String hash = one(new Problem("p", "ab", "c")).contentHash();

        assertThat(hash).isEqualTo("430fb1b4ac43316eca81fab27a1930ab8eff8fef6a1dc7903dce44bbc2790dc5");
        assertThat(one(new Problem("other", "ab", "c", Map.of("level", "1"))).contentHash())
                .isEqualTo(hash);
        assertThat(one(new Problem("p", "a", "bc")).contentHash()).isNotEqualTo(hash);
        ProblemPrompt system = new ProblemPrompt(List.of(), "Be brief.", Map.of());
        assertThat(one(new Problem("p", "ab", "c", Map.of(), system)).contentHash())
                .isNotEqualTo(hash);
    }

    private static Dataset one(Problem problem) {
        return Dataset.of("one", List.of(problem));
    }

    @Test
    void additionHasAllPairsAndHoldsThirtyOutWithTheirCommutedOnes() {
        Dataset train = Dataset.builtIn("addition", Split.TRAIN);
        Dataset heldOut = Dataset.builtIn("addition", Split.HELD_OUT);

        assertThat(train.size()).isEqualTo(70);
        assertThat(heldOut.size()).isEqualTo(30);
        Set<String> questions = new HashSet<>();
        Stream.of(train, heldOut)
                .forEach(part -> part.problems().forEach(problem -> {
                    String question = problem.question();
                    questions.add(question);
                    int a = question.charAt(0) - '0';
                    int b = question.charAt(2) - '0';
                    assertThat(question).isEqualTo(a + "+" + b + "=?");
                    assertThat(problem.referenceAnswer()).isEqualTo(Integer.toString(a + b));
                    assertThat(part.problems()).extracting(Problem::question).contains(b + "+" + a + "=?");
                }));
        assertThat(questions).hasSize(100);
    }

    private static Dataset numbered(int size) {
        return Dataset.of(
                "numbered",
                IntStream.range(0, size)
                        .mapToObj(i -> new Problem("p" + i, "question " + i, Integer.toString(i)))
                        .toList());
    }
}
