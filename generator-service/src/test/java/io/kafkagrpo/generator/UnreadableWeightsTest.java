package io.kafkagrpo.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.weights.WeightFollower;
import io.kafkagrpo.weights.WeightLogException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnreadableWeightsTest {
    private final WeightLogException gone = new WeightLogException("Chunk 0 of weight version 8 is gone.");
    private final WeightLogException wrong = new WeightLogException("Weight version 9 has another checksum.");

    private final UnreadableWeights unreadable = new UnreadableWeights();

    @Test
    void itIsSaidOnceWithTheVersionThatSamplingGoesOnWith() {
        assertThat(unreadable.met(gone, 7, at(0)))
                .contains("Chunk 0 of weight version 8 is gone. Sampling goes on with version 7 until one can be read"
                        + " that comes after it, for 3 minutes at most.");
        assertThat(unreadable.met(gone, 7, at(100))).isEmpty();
        assertThat(unreadable.met(wrong, 7, at(179)))
                .hasValueSatisfying(said -> assertThat(said)
                        .startsWith("Weight version 9 has another checksum. Sampling goes on with version 7"));
    }

    @Test
    void beforeTheFirstVersionTheLearnerIsWaitedFor() {
        assertThat(unreadable.met(gone, WeightFollower.NONE, at(0)))
                .contains("Chunk 0 of weight version 8 is gone. Waiting for the learner to publish its weights anew,"
                        + " for 3 minutes at most.");
    }

    @Test
    void itIsNotBorneForEver() {
        assertThat(unreadable.met(gone, 7, at(0))).isPresent();
        assertThat(unreadable.met(wrong, 7, at(180))).isPresent();
        assertThatThrownBy(() -> unreadable.met(wrong, 7, at(181))).isSameAs(wrong);
    }

    @Test
    void aVersionThatCanBeReadEndsIt() {
        // Given
        assertThat(unreadable.end()).isFalse();
        assertThat(unreadable.met(gone, 7, at(0))).isPresent();
        // When, Then
        assertThat(unreadable.end()).isTrue();
        assertThat(unreadable.met(gone, 9, at(300))).isPresent();
        assertThat(unreadable.met(gone, 9, at(480))).isEmpty();
    }

    private static long at(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
