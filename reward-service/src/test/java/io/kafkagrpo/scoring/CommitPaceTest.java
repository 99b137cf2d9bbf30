package io.kafkagrpo.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private final MockProcessorContext<byte[], Object> context = new MockProcessorContext<>();
    private final CommitPace pace = new CommitPace();

    @Test
    void littleIsCommittedSoonAndOnce() {
        // Given
        comes(CommitPace.MUCH - 1);
        // When
        pace.look(context);
        // Then
        assertThat(context.committed()).isTrue();
        context.resetCommit();
        pace.look(context);
        assertThat(context.committed()).isFalse();
    }

    @Test
    void muchIsLeftToTheUsualCommitUntilItEnds() {
        // Given
        comes(CommitPace.MUCH);
        // When
        pace.look(context);
        // Then
        assertThat(context.committed()).isFalse();
        pace.look(context);
        assertThat(context.committed()).isTrue();
    }

    @Test
    void nothingIsNotCommitted() {
        pace.look(context);

        assertThat(context.committed()).isFalse();
    }

    private void comes(int records) {
        for (int i = 0; i < records; i++) {
            pace.note();
        }
    }
}
