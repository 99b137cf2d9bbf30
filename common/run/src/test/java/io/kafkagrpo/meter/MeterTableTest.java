package io.kafkagrpo.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The services' own tests hold what they show to this table. */
class MeterTableTest {
    @Test
    void theDocumentationHasTheTableAsItIs() throws Exception {
        String page = Files.readString(Path.of("..", "..", "docs", "metrics.md"));
        assertThat(page)
                .as("docs/metrics.md lacks this:%n%s".formatted(MeterTable.markdown()))
                .contains(MeterTable.markdown());
    }

    @Test
    void everyNameHasOneRow() {
        assertThat(MeterTable.all()).extracting(MeterRow::shown).doesNotHaveDuplicates();
    }

    @Test
    void aNameThatTheRunGivesIsRecognised() {
        // Given the gauge of a reward function, and one of a batch's later update
        MeterRow ofFunction = MeterRow.gauge("learner", "kafka.grpo.reward.FUNCTION", "", "");
        MeterRow entropy = MeterRow.gauge("learner", "kafka.grpo.entropy", "", "");
        MeterRow phase = MeterRow.timer("learner", "kafka.grpo.phase", "phase", "");
        // Then
        assertThat(ofFunction.isShownAs("kafka_grpo_reward_length_penalty")).isTrue();
        assertThat(ofFunction.isShownAs("kafka_grpo_evaluation_reward")).isFalse();
        assertThat(entropy.isShownAs("kafka_grpo_entropy_update2")).isTrue();
        assertThat(phase.isShownAs("kafka_grpo_phase_seconds_sum")).isTrue();
        assertThat(phase.isShownAs("kafka_grpo_phase_seconds_total")).isFalse();
    }
}
