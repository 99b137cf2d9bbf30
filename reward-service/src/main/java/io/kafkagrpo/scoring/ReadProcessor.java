package io.kafkagrpo.scoring;

import io.kafkagrpo.record.GroupId;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to completions. Keeps the next offset in a store, besides the consumer group's, which the broker forgets
 * after days without a member: a run that is taken up again later must not score its whole log anew.
 */
final class ReadProcessor extends ContextualProcessor<byte[], byte[], byte[], Object> {
    static final String POSITIONS = "positions";

    private final ScoringSettings settings;
    private final CompletionReader reader = new CompletionReader();

    @SuppressWarnings("NullAway.Init") // by init, before any record
    private KeyValueStore<Integer, Long> positions;

    @SuppressWarnings("NullAway.Init")
    private DeadLetterOutput deadLetters;

    ReadProcessor(ScoringSettings settings) {
        this.settings = settings;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        super.init(context);
        positions = context.getStateStore(POSITIONS);
        deadLetters = new DeadLetterOutput(context, settings);
    }

    @Override
    public void process(Record<byte[], byte[]> current) {
        RecordMetadata from = context().recordMetadata().orElseThrow();
        if (wasProcessed(from)) {
            return;
        }
        Source source = new Source(from.topic(), from.partition(), from.offset(), current.key(), current.value());
        String objection = settings.header().objection(current.headers());
        if (objection != null) {
            // Whatever its key is, it is no member of a group of this run.
            deadLetters.send(
                    current,
                    source,
                    new UnusableRecordException("The record is none of this run's: " + objection + "."));
            return;
        }
        Arrival arrival;
        try {
            arrival = new Arrival.Member(source, reader.read(source));
        } catch (UnusableRecordException e) {
            deadLetters.send(current, source, e);
            if (!GroupId.isOne(source.keyText())) {
                return;
            }
            arrival = new Arrival.Unreadable(source, String.valueOf(e.getMessage()));
        }
        context().forward(current.withValue(arrival), RewardTopology.SCORE);
    }

    private boolean wasProcessed(RecordMetadata from) {
        @Nullable Long next = positions.get(from.partition());
        if (next != null && from.offset() < next) {
            return true;
        }
        positions.put(from.partition(), from.offset() + 1);
        return false;
    }
}
