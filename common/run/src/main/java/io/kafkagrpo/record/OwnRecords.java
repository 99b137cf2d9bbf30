package io.kafkagrpo.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads records of a run's topics, of which not all need be the run's own: by their headers, and by whether they
 * are what their topic holds. One instance per reader. Not thread-safe.
 */
public final class OwnRecords {
    private static final Logger LOG = LoggerFactory.getLogger(OwnRecords.class);

    private final RunHeader header;
    private long passedOver;
    private long newestPen;

    /** @param header what the run's records bear */
    public OwnRecords(RunHeader header) {
        this.header = header;
    }

    /** @throws ForeignRecordException if the record is none of the run's */
    public void refuseForeign(ConsumerRecord<?, ?> entry) {
        String objection = header.objection(entry.headers());
        if (objection != null) {
            throw new ForeignRecordException(entry, objection);
        }
        newestPen = Math.max(newestPen, RunHeader.penOf(entry.headers()));
    }

    /**
     * Reads a record of the run.
     *
     * @param kind any message of the type that it should have
     * @throws UnreadableRecordException if it has not, or if it is foreign
     */
    public <T extends Message> T parse(T kind, ConsumerRecord<String, byte[]> entry) {
        refuseForeign(entry);
        return parseValue(kind, entry);
    }

    /**
     * The same, where a record that is none must not end the reader's work: it is named in the log, counted, and
     * passed over. Whether all is there without it, the reader has to see.
     */
    public <T extends Message> Optional<T> readable(T kind, ConsumerRecord<String, byte[]> entry) {
        try {
            return Optional.of(parse(kind, entry));
        } catch (UnreadableRecordException foreign) {
            passOver(foreign);
            return Optional.empty();
        }
    }

    /** The same of a message that a record of the run holds as bytes. */
    public <T extends Message> Optional<T> readablePart(
            T kind, ByteString bytes, ConsumerRecord<String, byte[]> entry) {
        try {
            return Optional.of(parse(kind, bytes, entry));
        } catch (UnreadableRecordException foreign) {
            passOver(foreign);
            return Optional.empty();
        }
    }

    /** Names a record and counts it. */
    void passOver(UnreadableRecordException foreign) {
        passedOver++;
        LOG.warn("{} It is passed over, as number {} of this reader.", foreign.getMessage(), passedOver);
    }

    /** Records that were passed over so far. */
    public long passedOver() {
        return passedOver;
    }

    /** The highest number of a learner on the records so far; 0 where they bear none. */
    public long newestPen() {
        return newestPen;
    }

    /** Reads a record's value, whoever wrote it. */
    static <T extends Message> T parseValue(T kind, ConsumerRecord<String, byte[]> entry) {
        if (entry.value() == null) {
            throw new UnreadableRecordException(entry, name(kind), "it has no value", null);
        }
        return parse(kind, UnsafeByteOperations.unsafeWrap(entry.value()), entry);
    }

    @SuppressWarnings("unchecked") // a message's own parser makes messages of its type
    private static <T extends Message> T parse(T kind, ByteString bytes, ConsumerRecord<?, ?> entry) {
        try {
            return (T) kind.getParserForType().parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new UnreadableRecordException(entry, name(kind), String.valueOf(e.getMessage()), e);
        }
    }

    private static String name(Message kind) {
        return kind.getDescriptorForType().getName();
    }
}
