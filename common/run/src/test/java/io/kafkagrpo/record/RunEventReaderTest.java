package io.kafkagrpo.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What of the topic {@code steps} is the run's. */
class RunEventReaderTest {
    private static final RunHeader HEADER = RunHeader.begin(new Topics("r"));
    private static final StepEvent STARTED = StepEvent.newBuilder()
            .setRunStarted(RunStarted.newBuilder().setRunHeader(HEADER.run()))
            .build();
    private static final StepEvent OTHERS_START = StepEvent.newBuilder()
            .setRunStarted(RunStarted.newBuilder().setRunId("other"))
            .build();
    private static final StepEvent STEP = StepEvent.newBuilder()
            .setTrainingStep(TrainingStep.newBuilder().setStep(1))
            .build();
    private static final byte[] VALID = STEP.toByteArray();

    private final RunEventReader reader = new RunEventReader();
    private long offset;

    static Stream<Arguments> strangers() {
        return Stream.concat(
                ForeignRecords.of("step", VALID),
                Stream.of(Arguments.of("another run's start", OTHERS_START.toByteArray())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void aForeignRecordIsPassedOverWhereverItLies(String name, byte @Nullable [] value) {
        // Given it behind the run's beginning, with no header and with another run's
        assertThat(reader.readable(entry(HEADER, STARTED))).contains(STARTED);
        // When
        Optional<StepEvent> plain = reader.readable(entry(RunHeader.NONE, value));
        Optional<StepEvent> others = reader.readable(entry(RunHeader.begin(new Topics("r")), value));
        // Then
        assertThat(plain).isEmpty();
        assertThat(others).isEmpty();
        assertThat(reader.passedOver()).isEqualTo(2);
        assertThat(reader.readable(entry(HEADER.withPen(4), STEP))).contains(STEP);
        assertThat(reader.newestPen()).isEqualTo(4);
        assertThat(reader.header()).isEqualTo(HEADER.withPen(0));
    }

    @Test
    void nothingBelongsToARunBeforeItsBeginning() {
        assertThat(reader.readable(entry(RunHeader.NONE, STEP))).isEmpty();
        // Given a start that says another header than it bears, as one that was copied from elsewhere by its value
        assertThat(reader.readable(entry(RunHeader.NONE, STARTED))).isEmpty();
        assertThat(reader.header().isNone()).isTrue();
        assertThat(reader.readable(entry(HEADER, STARTED))).contains(STARTED);
        assertThat(reader.passedOver()).isEqualTo(2);
    }

    @Test
    void aRunOfBeforeIsReadAsEver() {
        // Given events without headers, among them one that was no event and a second beginning
        List<Optional<StepEvent>> read = Stream.of(
                        entry(RunHeader.NONE, OTHERS_START),
                        entry(RunHeader.NONE, STEP),
                        entry(RunHeader.NONE, new byte[] {0x7f}),
                        entry(RunHeader.NONE, OTHERS_START),
                        entry(RunHeader.NONE, STEP))
                .map(reader::readable)
                .toList();
        // Then
        assertThat(read)
                .containsExactly(
                        Optional.of(OTHERS_START),
                        Optional.of(STEP),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(STEP));
        assertThat(reader.header().isNone()).isTrue();
    }

    private ConsumerRecord<String, byte[]> entry(RunHeader header, Message value) {
        return entry(header, value.toByteArray());
    }

    private ConsumerRecord<String, byte[]> entry(RunHeader header, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                "r.steps",
                0,
                offset++,
                ConsumerRecord.NO_TIMESTAMP,
                TimestampType.NO_TIMESTAMP_TYPE,
                0,
                0,
                "r",
                value,
                new RecordHeaders(header.headers()),
                Optional.empty());
    }
}
