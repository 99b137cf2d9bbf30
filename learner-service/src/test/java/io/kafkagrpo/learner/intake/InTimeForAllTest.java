package io.kafkagrpo.learner.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.rollout.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps of two groups, on a clock that the test turns. */
class InTimeForAllTest {
    private static final int COUNT = 2;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final List<String> told = new ArrayList<>();
    private long nanos = 1_000;

    /**
     * Which versions' groups are taken, of those that are ready in this order while those of {@code inFlight} have
     * not come; none: the step waits.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # max-staleness | version of the step | ready | in flight | taken
            0 | 5 | 5 5         | -       | 5 5
            # at the bound: one of version 4 that has not come holds the step back, which would take 5 5 or 4 5
            1 | 5 | 5 5         | 4       | -
            1 | 5 | 4 5         | 4       | -
            1 | 5 | 5 4 4       | -       | 4 4
            # below the bound: four of version 0 have two steps left of two groups each, if both take some of them
            1 | 0 | 0 0         | 0 0     | 0 0
            2 | 0 | 0 0         | 0 0 0 0 | 0 0
            2 | 1 | 1 1         | 0 0 0 0 | -
            2 | 1 | 1 1 0       | 0 0 0   | -
            2 | 1 | 1 0 1 0     | 0 0     | 0 0
            2 | 1 | 1 1 0       | 0 0     | 0 1
            # what can't be used any more is not waited for, nor is what is too much already without it
            1 | 5 | 5 5         | 3       | 5 5
            1 | 5 | 4 4 4       | -       | 4 4
            """)
    void aStepIsTakenOnlyIfAllCanStillBeUsed(
            int maxStaleness, long version, String ready, String inFlight, String taken) {
        // Given
        InTimeForAll rule = rule(maxStaleness, unfinished(inFlight));
        // When
        List<ReceivedGroup> chosen = rule.choose(groups(ready), COUNT, version);
        // Then
        assertThat(chosen.stream().map(group -> group.group().oldestVersion()))
                .containsExactlyElementsOf(versions(taken));
    }

    @Test
    void aGroupThatEndsFreesTheStepAndTheWaitIsMeasured() {
        // Given a step that waits for two groups
        InTimeForAll rule = rule(1, Map.of());
        rule.asked(List.of(prompt(0, Purpose.TRAIN), prompt(1, Purpose.TRAIN), prompt(2, Purpose.EVALUATE)));
        List<ReceivedGroup> ready = groups("1 1");
        assertThat(rule.choose(ready, COUNT, 1)).isEmpty();
        // When one of them ends, and then the other
        pass(3);
        rule.ended(id(0));
        assertThat(rule.choose(ready, COUNT, 1)).isEmpty();
        pass(4);
        rule.ended(id(1));
        // Then
        assertThat(rule.choose(ready, COUNT, 1)).hasSize(2);
        assertThat(told).containsExactly("2: 30 s", "1: 27 s", "0: 0 s");
        assertThat(rule.takeMetrics()).containsOnly(Map.entry("seconds/held", 7.0), Map.entry("groups/given_up", 0.0));
        assertThat(rule.takeMetrics()).containsEntry("seconds/held", 0.0);
    }

    @Test
    void theTimeOutFreesItAndTheSameGroupIsNotWaitedForAgain() {
        // Given
        InTimeForAll rule = rule(2, unfinished("0 0 0"));
        List<ReceivedGroup> ready = groups("1 1 1 1");
        assertThat(rule.choose(ready, COUNT, 1)).isEmpty();
        pass(29);
        assertThat(rule.choose(ready, COUNT, 1)).isEmpty();
        // When
        pass(1);
        // Then this step goes on, and so does the next, at whose end they are too old
        assertThat(rule.choose(ready, COUNT, 1)).hasSize(2);
        assertThat(rule.choose(ready, COUNT, 2)).hasSize(2);
        assertThat(rule.takeMetrics()).containsEntry("seconds/held", 30.0).containsEntry("groups/given_up", 3.0);
        // But for others the time counts anew
        rule.asked(List.of(prompt(7, Purpose.TRAIN).toBuilder().setMinVersion(1).build()));
        assertThat(rule.choose(ready, COUNT, 3)).isEmpty();
        assertThat(told).containsExactly("3: 30 s", "0: 0 s", "1: 30 s");
    }

    private InTimeForAll rule(int maxStaleness, Map<String, Long> unfinished) {
        return new InTimeForAll(
                maxStaleness,
                TIMEOUT,
                new HashMap<>(unfinished),
                (groups, left) -> told.add("%d: %d s".formatted(groups, left.toSeconds())),
                () -> nanos);
    }

    private void pass(int seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }

    private static List<Long> versions(String text) {
        return text == null
                ? List.of()
                : List.of(text.split(" ")).stream().map(Long::valueOf).toList();
    }

    private static Map<String, Long> unfinished(String text) {
        Map<String, Long> groups = new HashMap<>();
        versions(text).forEach(version -> groups.put(id(groups.size()), version));
        return groups;
    }

    private static List<ReceivedGroup> groups(String text) {
        List<ReceivedGroup> groups = new ArrayList<>();
        for (long version : versions(text)) {
            int number = 100 + groups.size();
            groups.add(new ReceivedGroup(new Group(id(number), new int[0], version, List.of(), null), 0, number));
        }
        return groups;
    }

    private static PromptGroup prompt(int number, Purpose purpose) {
        return PromptGroup.newBuilder()
                .setGroupId(id(number))
                .setPurpose(purpose)
                .build();
    }

    private static String id(int number) {
        return GroupId.train(0, number).toString();
    }
}
