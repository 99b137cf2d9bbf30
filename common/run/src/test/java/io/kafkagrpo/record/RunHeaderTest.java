package io.kafkagrpo.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunHeaderTest {
    private static final Topics TOPICS = new Topics("arithmetic");

    @Test
    void aRunKnowsItsOwnRecordsAndThoseOfTheRunBeforeOfItsName() {
        // Given two runs of one name, the second begun after the first was deleted
        RunHeader first = RunHeader.begin(TOPICS);
        RunHeader second = RunHeader.begin(TOPICS);
        // When
        ProducerRecord<String, byte[]> own = second.withPen(7).record("t", null, "k", new byte[] {1});
        ProducerRecord<String, byte[]> late = first.record("t", null, "k", new byte[] {1});
        // Then
        assertThat(second.run()).startsWith("arithmetic-").isNotEqualTo(first.run());
        assertThat(second.objection(own.headers())).isNull();
        assertThat(second.objection(late.headers()))
                .isEqualTo("its header grpo-run is '%s', not '%s'".formatted(first.run(), second.run()));
        assertThat(RunHeader.penOf(own.headers())).isEqualTo(7);
    }

    @Test
    void whatRunStartedSaysIsWhatTheRecordsBear() {
        RunHeader header = RunHeader.begin(TOPICS);
        RunStarted started = RunStarted.newBuilder().setRunHeader(header.run()).build();
        assertThat(RunHeader.of(started).objection(headers(header.headers()))).isNull();
        assertThat(RunHeader.of(started).headers()).hasSize(1);
    }

    @Test
    void aRunOfBeforeTrustsEveryRecordAndWritesNoHeader() {
        RunHeader old = RunHeader.of(RunStarted.getDefaultInstance());
        assertThat(old.isNone()).isTrue();
        assertThat(old.withPen(3).headers()).isEmpty();
        assertThat(old.objection(new RecordHeaders())).isNull();
        assertThat(old.objection(headers(RunHeader.begin(TOPICS).headers()))).isNull();
    }

    @Test
    void whatStrangersWroteIntoTheHeaderIsShownShortAndPrintable() {
        RunHeader header = RunHeader.begin(TOPICS);
        assertThat(header.objection(headers(List.of(run(null))))).isEqualTo("it has no header grpo-run");
        assertThat(header.objection(headers(List.of(run("a\u001b[31m\n".getBytes(StandardCharsets.UTF_8))))))
                .startsWith("its header grpo-run is 'a?[31m?', not '");
        assertThat(header.objection(headers(List.of(run(new byte[5000]))))).hasSizeLessThan(250);
    }

    @ParameterizedTest
    @CsvSource({"12, 12", "'', 0", "x, 0", "-1, 0", "99999999999999999999999, 0"})
    void aPenThatIsNoNumberIsNone(String said, long pen) {
        Header header = new RecordHeader(RunHeader.PEN, said.getBytes(StandardCharsets.UTF_8));
        assertThat(RunHeader.penOf(headers(List.of(header)))).isEqualTo(pen);
    }

    private static Header run(byte @Nullable [] value) {
        return new RecordHeader(RunHeader.RUN, value);
    }

    private static RecordHeaders headers(List<Header> headers) {
        return new RecordHeaders(headers);
    }
}
