package io.kafkagrpo.scoring;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Sends dead letters from a processor to their topic, with the run's header instead of the source's. */
record DeadLetterOutput(ProcessorContext<byte[], Object> context, ScoringSettings settings) {

    /** Sends the record that was consumed, with its cause; key and time stay the source's. */
    void send(Record<byte[], ?> current, Source source, Exception cause) {
        int largestValue = settings.largestMessageBytes();
        context.forward(
                current.withKey(source.shortKey())
                        .withHeaders(new RecordHeaders(settings.header().headers()))
                        .withValue(source.deadLetter(cause, largestValue, context.currentSystemTimeMs())),
                RewardTopology.DEAD_LETTERS);
    }
}
