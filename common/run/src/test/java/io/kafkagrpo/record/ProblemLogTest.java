package io.kafkagrpo.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.ProblemLog.Past;
import io.kafkagrpo.rl.DropReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemLogTest {
    @Test
    void theNewestPassRateCountsAndWhatAStepDecidedIsInFlightNoMore() {
        // Given problem 4 asked twice, 9 once, and a prompt of before there were numbers
        ProblemLog log = new ProblemLog();
        log.admitted(prompt("a", 4));
        log.admitted(prompt("b", 9));
        log.admitted(prompt("c", 4));
        log.admitted(PromptGroup.newBuilder().setGroupId("d").build());
        // When
        log.committed(step(rate(4, 1, 8), rate(4, 3, 4)).toBuilder()
                .addUsed(group("a"))
                .addDropped(DroppedGroups.of(group("b"), DropReason.FAILED, "timeout"))
                .build());
        // Then
        assertThat(log.problems()).isEqualTo(Map.of(4, new Past(2, 3, 4), 9, new Past(1, 0, 0)));
        assertThat(log.inFlight()).isEqualTo(Map.of("c", 4));
        assertThat(new Past(2, 3, 4).passRate()).isEqualTo(0.75);
        assertThat(new Past(1, 0, 0).passRate()).isNaN();
    }

    @ParameterizedTest
    @CsvSource({"same, true", "other, false"})
    void aForkKnowsWhatItsParentKnewOfTheSameData(String data, boolean known) throws Exception {
        // Given a parent with two groups in flight, of which the fork admits one anew and has the other one already
        ProblemLog parent = new ProblemLog();
        parent.admitted(prompt("a", 0));
        parent.admitted(prompt("b", 7));
        parent.admitted(prompt("c", 0));
        parent.committed(step(rate(0, 2, 8)).toBuilder().addUsed(group("a")).build());
        PastProblems past = parent.forFork("same", List.of("c"));
        assertThat(past.getAdmittedAnewList()).containsExactly(0);
        RunStarted started = RunStarted.newBuilder()
                .setTrainingDataHash(data)
                .setForkedFrom(ForkedFrom.newBuilder().setPastProblems(PastProblems.parseFrom(past.toByteArray())))
                .build();
        // When the fork reads its own log
        ProblemLog fork = ProblemLog.of(started);
        // Then
        assertThat(fork.problems()).isEqualTo(known ? Map.of(0, new Past(1, 2, 8), 7, new Past(1, 0, 0)) : Map.of());
        assertThat(fork.inFlight()).isEmpty();
        // And with what it admits anew it knows what the parent knew
        fork.admitted(prompt("c", 0));
        assertThat(fork.problems().equals(parent.problems())).isEqualTo(known);
    }

    @Test
    void aRunThatIsNoForkBeginsWithNothing() {
        assertThat(ProblemLog.of(RunStarted.getDefaultInstance()).problems()).isEmpty();
    }

    private static PromptGroup prompt(String id, int problem) {
        return PromptGroup.newBuilder().setGroupId(id).setProblemNumber(problem).build();
    }

    private static GroupReference group(String id) {
        return GroupReference.newBuilder().setGroupId(id).build();
    }

    private static TrainingStep step(PassRate... rates) {
        return TrainingStep.newBuilder().addAllPassRates(List.of(rates)).build();
    }

    private static PassRate rate(int problem, int right, int judged) {
        return PassRate.newBuilder()
                .setProblemNumber(problem)
                .setRight(right)
                .setJudged(judged)
                .build();
    }
}
