package io.kafkagrpo.learner.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureStreakTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void endsTheRunAtTheFirstGroupBeyondTheLimitAndNamesTheWayOut() {
        // Given
        FailureStreak streak = streak(2, 3);
        for (int i = 0; i < 6; i++) {
            streak.add("a");
        }
        // When, Then
        assertThatThrownBy(() -> streak.add("the prompt is too long."))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "7 groups failed one after another, more than the 6 that failed-groups-limit = 2 (batches) allows, the newest because of this: the prompt is too long; mend data, prompts or rewards in a new run, or, where the cause has passed, go on with --set failed-groups-limit=0 (no limit).");
    }

    @Test
    void tellsEachFailureAndTheEndOfTheirRow() {
        // Given
        FailureStreak streak = streak(1, 2);
        // When
        streak.add("a");
        streak.add("b");
        streak.end();
        streak.end();
        streak.add("c");
        // Then
        assertThat(told).containsExactly("1 a", "2 b", "0 ", "1 c");
    }

    @Test
    void zeroSetsNoLimit() {
        FailureStreak streak = streak(0, 1);
        for (int i = 0; i < 1000; i++) {
            streak.add("a");
        }
        assertThat(told).hasSize(1000);
    }

    private FailureStreak streak(int batches, int groupsPerStep) {
        return new FailureStreak(batches, groupsPerStep, (inARow, newest) -> told.add(inARow + " " + newest));
    }
}
