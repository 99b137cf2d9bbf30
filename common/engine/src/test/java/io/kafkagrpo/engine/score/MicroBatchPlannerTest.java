package io.kafkagrpo.engine.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.engine.TestEngine;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class MicroBatchPlannerTest {

    @Test
    void aPromptOfOneTokenIsNotShared() {
        // Given two long texts that begin alike
        var batches = MicroBatchPlanner.plan(List.of(sequence(1, 9, /**/ 4, 5, 6), sequence(1, 9, /**/ 7, 8)), 100);

        // Then each is a causal sequence, which needs no mask
        assertThat(batches).hasSize(1);
        assertThat(batches.getFirst().ids()).containsExactly(9, 4, 5, 9, 7);
        assertThat(batches.getFirst().segments()).containsExactly(3, 0, 2, 0);
    }

    @Test
    void aGroupsPromptIsThereOnce() {
        // Given two members of one prompt with equal lengths, a shorter one, and a sequence of its own
        var batches = MicroBatchPlanner.plan(
                List.of(
                        sequence(2, 7, 8, /**/ 1, 2, 3),
                        sequence(1, 9, /**/ 4),
                        sequence(2, 7, 8, /**/ 5, 6),
                        sequence(2, 7, 8, /**/ 3, 2, 1)),
                100);

        // Then last tokens, which predict nothing, are left out, and runs of equal length lie together
        assertThat(batches).hasSize(1);
        var batch = batches.getFirst();
        assertThat(batch.ids()).containsExactly(7, 8, 1, 2, 3, 2, 5, 9);
        assertThat(batch.positions()).containsExactly(0, 1, 2, 3, 2, 3, 2, 0);
        assertThat(batch.segments()).containsExactly(2, 2, 2, 2, 1, 1, 1, 0);
        assertThat(batch.selected()).containsExactly(1, 2, 3, 1, 4, 5, 1, 6, 7);
        assertThat(batch.targets()).containsExactly(1, 2, 3, 3, 2, 1, 5, 6, 4);
        assertThat(batch.parts())
                .containsExactly(
                        new MicroBatch.Part(0, 0, 3),
                        new MicroBatch.Part(3, 3, 3),
                        new MicroBatch.Part(2, 6, 2),
                        new MicroBatch.Part(1, 8, 1));
    }

    @RepeatedTest(30)
    void everySequenceIsPlannedOnceAndWholeUnderTheBudget(RepetitionInfo repetition) {
        var random = new SplittableRandom(repetition.getCurrentRepetition());
        var sequences = TestEngine.groups(random, random.nextInt(1, 12), 20);
        int budget = random.nextInt(1, 40);

        var batches = MicroBatchPlanner.plan(sequences, budget);

        var seen = new HashSet<Integer>();
        for (var batch : batches) {
            if (batch.tokens() > budget) {
                assertThat(batch.parts())
                        .as("only one sequence may exceed the budget")
                        .hasSize(1);
            }
            for (var part : batch.parts()) {
                var sequence = sequences.get(part.sequence());
                assertThat(seen.add(part.sequence())).isTrue();
                assertThat(part.length()).isEqualTo(sequence.completionLength());
                for (int i = 0; i < part.length(); i++) {
                    int position = sequence.promptLength() + i;
                    int from = (int) batch.selected()[part.start() + i];
                    assertThat(batch.targets()[part.start() + i]).isEqualTo(sequence.ids()[position]);
                    assertThat(batch.positions()[from]).isEqualTo(position - 1);
                    assertThat(batch.ids()[from]).isEqualTo(sequence.ids()[position - 1]);
                }
            }
        }
        assertThat(seen).hasSize(sequences.size());
        assertThat(MicroBatchPlanner.plan(sequences, budget).stream()
                        .map(batch -> Arrays.toString(batch.ids()))
                        .toList())
                .isEqualTo(batches.stream()
                        .map(batch -> Arrays.toString(batch.ids()))
                        .toList());
    }

    private static TokenSequence sequence(int promptLength, int... ids) {
        return new TokenSequence(ids, promptLength);
    }
}
