package io.kafkagrpo.engine.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.engine.TestEngine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class MicroBatchPlannerTest {

    @Test
    void aPromptOfOneTokenIsNotShared() {
        // Given two long texts that begin alike
        var batches = MicroBatchPlanner.plan(List.of(group(ids(9), ids(4, 5, 6), ids(7, 8))), 100);

        // Then each is a causal sequence, which needs no mask
        assertThat(batches).hasSize(1);
        assertThat(batches.getFirst().ids()).containsExactly(9, 4, 5, 9, 7);
        assertThat(batches.getFirst().segments()).containsExactly(3, 0, 2, 0);
    }

    @Test
    void aGroupsPromptIsThereOnce() {
        // Given two members of one prompt with equal lengths, a shorter one, and a sequence of its own
        var batches = MicroBatchPlanner.plan(
                List.of(group(ids(7, 8), ids(1, 2, 3), ids(5, 6), ids(3, 2, 1)), group(ids(9), ids(4))), 100);

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
                        new MicroBatch.Part(2, 3, 3),
                        new MicroBatch.Part(1, 6, 2),
                        new MicroBatch.Part(3, 8, 1));
    }

    @RepeatedTest(30)
    void everySequenceIsPlannedOnceAndWholeUnderTheBudget(RepetitionInfo repetition) {
        var random = new SplittableRandom(repetition.getCurrentRepetition());
        var sequences = TestEngine.groups(random, random.nextInt(1, 12), 20);
        int budget = random.nextInt(1, 40);

        var batches = MicroBatchPlanner.plan(TokenGroup.ofEach(sequences), budget);

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
        assertThat(MicroBatchPlanner.plan(TokenGroup.ofEach(sequences), budget).stream()
                        .map(batch -> Arrays.toString(batch.ids()))
                        .toList())
                .isEqualTo(batches.stream()
                        .map(batch -> Arrays.toString(batch.ids()))
                        .toList());
    }

    /**
     * A step that is redone must compute what was computed: these are the micro-batches of the planner that found
     * groups by hashing prompts (commit 33cff33), also of groups with equal prompts and with prompts of one token.
     */
    @Test
    void microBatchesAreThoseOfOlderLogs() {
        var digest = new CRC32();
        for (int seed = 1; seed <= 200; seed++) {
            var random = new SplittableRandom(seed);
            var groups = new ArrayList<TokenGroup>();
            int count = random.nextInt(1, 12);
            for (int g = 0; g < count; g++) {
                var prompt = random.ints(random.nextInt(1, 4), 0, 2).toArray();
                var completions = new ArrayList<int[]>();
                int members = random.nextInt(1, 5);
                for (int m = 0; m < members; m++) {
                    completions.add(random.ints(random.nextInt(1, 7), 0, 20).toArray());
                }
                groups.add(new TokenGroup(prompt, completions));
            }
            for (var batch : MicroBatchPlanner.plan(groups, random.nextInt(1, 40))) {
                for (var values :
                        List.of(batch.ids(), batch.positions(), batch.segments(), batch.selected(), batch.targets())) {
                    digest.update(Arrays.toString(values).getBytes(StandardCharsets.UTF_8));
                }
                digest.update(batch.parts().toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(digest.getValue()).isEqualTo(0x369c48b0L);
    }

    private static TokenGroup group(int[] prompt, int[]... completions) {
        return new TokenGroup(prompt, List.of(completions));
    }

    private static int[] ids(int... ids) {
        return ids;
    }
}
