package io.kafkagrpo.generator;

import static io.kafkagrpo.generator.LoopFixture.FIRST;
import static io.kafkagrpo.generator.LoopFixture.HEADER;
import static io.kafkagrpo.generator.LoopFixture.TOPICS;
import static io.kafkagrpo.generator.LoopFixture.prompt;
import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.ForeignRecords;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What somebody else put among the prompts is a dead letter, nothing is sampled or said for it, and the run's own
 * go on.
 */
class ForeignPromptsTest {
    private static final PromptGroup OWN = prompt(1, 2, 0);
    private static final PromptGroup OTHER = prompt(0, 2, 0);
    private static final byte[] VALID = OTHER.toByteArray();

    static Stream<Arguments> strangers() {
        return ForeignRecords.of("prompt", VALID);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void aForeignRecordIsADeadLetterAndNothingElse(String name, byte @Nullable [] value) throws Exception {
        try (LoopFixture generator = LoopFixture.open()) {
            // Given it under a group's key, without the run's header and with another run's, before one of the
            // run's own
            generator.play(List.of(
                    () -> {
                        generator.owns(FIRST);
                        generator.arrives(FIRST, 0, RunHeader.NONE, OTHER.getGroupId(), value);
                        generator.arrives(FIRST, 1, RunHeader.begin(TOPICS), OTHER.getGroupId(), value);
                        generator.arrives(FIRST, 2, OWN);
                    },
                    LoopFixture::nothing,
                    LoopFixture::nothing));
            // Then the own prompt alone is answered, and all three are behind this generator
            List<ProducerRecord<String, byte[]>> sent = generator.completions.history();
            assertThat(answered(sent)).containsExactly(OWN.getGroupId(), OWN.getGroupId());
            assertThat(letters(sent))
                    .extracting(DeadLetter::getErrorMessage)
                    .satisfiesExactly(
                            first -> assertThat(first)
                                    .isEqualTo(
                                            "The record at run.prompts-0@0 is none of this run's: it has no header grpo-run."),
                            second -> assertThat(second)
                                    .startsWith(
                                            "The record at run.prompts-0@1 is none of this run's: its header grpo-run is 'run-"));
            assertThat(generator.prompts.commits).containsEntry(FIRST, 3L);
            // and all that is written bears the run's header
            assertThat(sent)
                    .allSatisfy(entry ->
                            assertThat(HEADER.objection(entry.headers())).isNull());
        }
    }

    @Test
    void aPromptOfTheRunThatCantBeReadStillEndsItsGroup() throws Exception {
        try (LoopFixture generator = LoopFixture.open()) {
            generator.play(List.of(
                    () -> {
                        generator.owns(FIRST);
                        generator.arrives(FIRST, 0, HEADER, OTHER.getGroupId(), new byte[] {0x7f});
                    },
                    LoopFixture::nothing));
            // Then
            List<ProducerRecord<String, byte[]>> sent = generator.completions.history();
            assertThat(answered(sent)).containsExactly(OTHER.getGroupId());
            assertThat(letters(sent)).hasSize(1);
            assertThat(generator.prompts.commits).containsEntry(FIRST, 1L);
        }
    }

    private static List<String> answered(List<ProducerRecord<String, byte[]>> sent) throws Exception {
        List<String> groups = new ArrayList<>();
        for (ProducerRecord<String, byte[]> entry : sent) {
            if (entry.topic().equals(TOPICS.completions())) {
                groups.add(Completion.parseFrom(entry.value()).getPrompt().getGroupId());
            }
        }
        return groups;
    }

    private static List<DeadLetter> letters(List<ProducerRecord<String, byte[]>> sent) throws Exception {
        List<DeadLetter> letters = new ArrayList<>();
        for (ProducerRecord<String, byte[]> entry : sent) {
            if (entry.topic().equals(TOPICS.deadLetters())) {
                letters.add(DeadLetter.parseFrom(entry.value()));
            }
        }
        return letters;
    }
}
