package io.kafkagrpo.cli.bench.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.Complete;
import io.kafkagrpo.record.Failed;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GroupTallyTest {
    private static ScoredGroup.Builder group(String id, long... startedAtMs) {
        ScoredGroup.Builder group =
                ScoredGroup.newBuilder().setPrompt(PromptGroup.newBuilder().setGroupId(id));
        for (int i = 0; i < startedAtMs.length; i++) {
            group.addCompletions(ScoredCompletion.newBuilder()
                    .setIndex(i)
                    .setGeneratorId("generator-" + i)
                    .setStartedAtMs(startedAtMs[i]));
        }
        return group.setComplete(Complete.getDefaultInstance());
    }

    @Test
    void aPromptWaitsUntilTheLastOfItsCompletionsBegins() {
        // Given
        GroupTally tally = new GroupTally(12_000);
        tally.wrote("a", 1_000);
        tally.wrote("b", 1_000);
        tally.wrote("c", 1_000);
        // When the second was begun by one generator, and by another after it
        tally.ended(group("a", 1_200, 1_200).build());
        tally.ended(group("b", 1_100, 13_500).build());
        // Then
        assertThat(tally.ended()).isEqualTo(2);
        assertThat(tally.outstanding()).isEqualTo(1);
        assertThat(tally.longestWaitSeconds()).isEqualTo(12.5);
        assertThat(tally.lateOnes()).isEqualTo(1);
        assertThat(tally.holds()).isFalse();
        assertThat(tally.generators()).isEqualTo(2);
    }

    @Test
    void whatEndsOnceAndInTimeHolds() {
        GroupTally tally = new GroupTally(12_000);
        tally.wrote("a", 1_000);
        tally.ended(group("a", 1_000, 13_000).build());
        assertThat(tally.holds()).isTrue();
        assertThat(tally.outstanding()).isZero();
    }

    @Test
    void secondEndsAndFailuresAreCounted() {
        // Given
        GroupTally tally = new GroupTally(12_000);
        tally.wrote("a", 0);
        // When
        tally.ended(group("a").setFailed(Failed.newBuilder().setReason("no")).build());
        tally.ended(group("a").build());
        // Then
        assertThat(tally.failed()).isEqualTo(1);
        assertThat(tally.doubled()).isEqualTo(1);
        assertThat(tally.holds()).isFalse();
        assertThat(tally.ended()).isEqualTo(1);
    }

    @Test
    void aPlanIsTheSeeds() {
        List<Fault> plan = Fault.plan(3, 12, 8, 1_000);
        assertThat(plan).isEqualTo(Fault.plan(3, 12, 8, 1_000)).isNotEqualTo(Fault.plan(4, 12, 8, 1_000));
        assertThat(plan).extracting(Fault::atGroup).isSorted().allMatch(at -> at >= 0 && at < 1_000);
        assertThat(plan).extracting(Fault::generator).allMatch(generator -> generator >= 0 && generator < 8);
        assertThat(plan.stream().collect(Collectors.groupingBy(Fault::kind, Collectors.counting())))
                .containsOnlyKeys(Set.of(Fault.Kind.values()))
                .allSatisfy((_, count) -> assertThat(count).isEqualTo(3));
    }
}
