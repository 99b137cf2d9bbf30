package io.kafkagrpo.scoring;

import static io.kafkagrpo.scoring.Samples.finished;
import static io.kafkagrpo.scoring.Samples.train;
import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.ForeignRecords;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody else put among the completions is a dead letter, and no member of the group that its key names. */
class ForeignCompletionsTest {
    private static final PromptGroup PROMPT = train(1, 4);
    private static final byte[] VALID = finished(PROMPT, 0, Samples.WRONG).toByteArray();

    static Stream<Arguments> strangers() {
        return ForeignRecords.of("completion", VALID);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void aForeignRecordIsADeadLetterAndNoMember(String name, byte @Nullable [] value, @TempDir Path directory)
            throws Exception {
        try (TopologyFixture topology = new TopologyFixture(directory)) {
            // Given it as often as the group has members, before any of them
            String key = PROMPT.getGroupId();
            topology.send(RunHeader.NONE, key, value);
            topology.send(RunHeader.begin(new Topics("run")), key, value);
            topology.send(RunHeader.NONE, key, value);
            topology.send(RunHeader.NONE, key, value);
            // When the members come
            assertThat(topology.ended()).isEmpty();
            for (int index = 0; index < 4; index++) {
                topology.send(finished(PROMPT, index, Samples.RIGHT));
            }
            // Then the group is theirs alone
            List<ScoredGroup> ended = topology.ended();
            assertThat(ended).hasSize(1);
            assertThat(ended.getFirst().getStatistics().getScored()).isEqualTo(4);
            assertThat(ended.getFirst().getStatistics().getZeroVariance()).isTrue();
            List<DeadLetter> letters = topology.deadLetters();
            assertThat(letters).hasSize(4);
            assertThat(letters.getFirst().getErrorMessage())
                    .isEqualTo("The record is none of this run's: it has no header grpo-run.");
            assertThat(letters.get(1).getErrorMessage())
                    .startsWith("The record is none of this run's: its header grpo-run is 'run-");
            assertThat(letters.get(1).getOffset()).isOne();
        }
    }
}
