package io.kafkagrpo.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
    private static final TopicPartition PARTITION = new TopicPartition("run.prompts", 0);

    @Test
    void onlyWhatLiesBeforeTheFirstUnfinishedPromptIsCommitted() {
        OffsetTracker tracker = new OffsetTracker();
        // Given prompts at 3, 4 and 6 (a transaction marker lies at 5)
        List.of(3L, 4L, 6L).forEach(offset -> tracker.open(PARTITION, offset));
        assertThat(tracker.committable()).isEmpty();
        // When the later ones end first
        tracker.done(PARTITION, 4);
        tracker.done(PARTITION, 6);
        // Then nothing may be committed until the first has ended, and then everything
        assertThat(tracker.committable()).isEmpty();
        tracker.done(PARTITION, 3);
        assertThat(tracker.committable()).containsEntry(PARTITION, new OffsetAndMetadata(7));
        tracker.committed(tracker.committable());
        assertThat(tracker.committable()).isEmpty();
    }

    @Test
    void whatIsNoPromptIsPassedWhereNothingIsUnfinished() {
        OffsetTracker tracker = new OffsetTracker();
        // Given two partitions, read beyond the mark of a transaction that follows their prompt
        TopicPartition other = new TopicPartition("prompts", 1);
        tracker.open(PARTITION, 0);
        tracker.open(other, 0);
        tracker.done(PARTITION, 0);
        // When
        tracker.pass(_ -> 2);
        // Then
        assertThat(tracker.committable()).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(2)));
    }

    @Test
    void aPartitionThatWasTakenAwayIsNeitherCommittedNorMissed() {
        OffsetTracker tracker = new OffsetTracker();
        tracker.open(PARTITION, 0);
        tracker.forget(List.of(PARTITION));
        tracker.done(PARTITION, 0);
        assertThat(tracker.committable()).isEmpty();
    }

    @Test
    void anyOrderOfEndsCommitsExactlyTheGaplessPrefix() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            OffsetTracker tracker = new OffsetTracker();
            List<Long> offsets = new ArrayList<>();
            long offset = random.nextInt(10);
            long first = offset;
            for (int i = 0; i < 30; i++, offset += 1 + random.nextInt(2)) {
                offsets.add(offset);
                tracker.open(PARTITION, offset);
            }
            TreeSet<Long> undone = new TreeSet<>(offsets);
            Collections.shuffle(offsets, random);
            for (long ended : offsets) {
                tracker.done(PARTITION, ended);
                undone.remove(ended);
                OffsetAndMetadata committable = tracker.committable().get(PARTITION);
                long reached = committable == null ? first : committable.offset();
                assertThat(undone).as("seed %d", seed).allMatch(open -> open >= reached);
                if (!undone.isEmpty() && undone.first() > first) {
                    assertThat(reached).isEqualTo(undone.first());
                }
            }
        }
    }
}
