package io.kafkagrpo.scoring;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Sends dead letters from a processor to their topic. */
record DeadLetterOutput(ProcessorContext<byte[], Object> context, ScoringSettings settings) {

    /** Sends the record that was consumed, with its cause; key and time stay the source's. */
    void send(Record<byte[], ?> current, Source source, Exception cause) {
        int largestValue = settings.largestMessageBytes();
        context.forward(
                current.withKey(source.shortKey())
                        .withValue(source.deadLetter(cause, largestValue, context.currentSystemTimeMs())),
                RewardTopology.DEAD_LETTERS);
    }
}
