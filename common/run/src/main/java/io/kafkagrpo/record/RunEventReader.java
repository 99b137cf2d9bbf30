package io.kafkagrpo.record;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of the topic {@code steps}, in order and from the first. RunStarted comes first and says
 * what the headers of all other records must be; before it, and for a second one, there is no place in a
 * run. Not thread-safe.
 */
public final class RunEventReader {
    private @Nullable OwnRecords own;
    private RunHeader header = RunHeader.NONE;
    private final OwnRecords strangers = new OwnRecords(RunHeader.NONE);

    /**
     * The event of a record; none where the record is foreign, which is named in the log, counted, and passed over.
     */
    public Optional<StepEvent> readable(ConsumerRecord<String, byte[]> entry) {
        try {
            return Optional.of(parse(entry));
        } catch (UnreadableRecordException foreign) {
            strangers.passOver(foreign);
            return Optional.empty();
        }
    }

    /** @throws UnreadableRecordException if the record holds no event, or none of this run */
    public StepEvent parse(ConsumerRecord<String, byte[]> entry) {
        if (own == null) {
            return first(entry);
        }
        own.refuseForeign(entry);
        StepEvent event = event(entry);
        if (event.hasRunStarted()) {
            throw new ForeignRecordException(entry, "it begins a run, and this one has begun before");
        }
        return event;
    }

    private StepEvent first(ConsumerRecord<String, byte[]> entry) {
        StepEvent event = event(entry);
        if (!event.hasRunStarted()) {
            throw new ForeignRecordException(entry, "no run has begun before it");
        }
        RunHeader said = RunHeader.of(event.getRunStarted());
        OwnRecords begun = new OwnRecords(said);
        begun.refuseForeign(entry);
        own = begun;
        header = said;
        return event;
    }

    /** Reads a record by its value alone. */
    public static StepEvent event(ConsumerRecord<String, byte[]> entry) {
        StepEvent event = OwnRecords.parseValue(StepEvent.getDefaultInstance(), entry);
        if (event.getEventCase() == StepEvent.EventCase.EVENT_NOT_SET) {
            throw new UnreadableRecordException(entry, "StepEvent", "it holds no event that is known here", null);
        }
        return event;
    }

    /** What the run's records bear; {@link RunHeader#NONE} until it has begun. */
    public RunHeader header() {
        return header;
    }

    /** The highest number of a learner on the records so far. */
    public long newestPen() {
        return own == null ? 0 : own.newestPen();
    }

    /** Records that were passed over so far. */
    public long passedOver() {
        return strangers.passedOver();
    }
}
