package io.kafkagrpo.scoring;

import com.google.protobuf.ByteString;
import io.kafkagrpo.record.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was consumed, kept beside what became of it, so that a dead letter can show its very bytes.
 *
 * @param topic where it lies
 * @param partition where it lies
 * @param offset where it lies
 * @param key its bytes, which may be anything
 * @param value its bytes, which may be anything
 */
@SuppressWarnings("ArrayRecordComponent")
public // never compared; a copy per record would double the garbage
record Source(String topic, int partition, long offset, byte @Nullable [] key, byte @Nullable [] value) {
    public static final String SERVICE = "reward-service";

    /** Longer messages and keys are cut; the rest would help nobody. */
    private static final int LONGEST_TEXT = 2000;

    /** The key as text; bytes that are not UTF-8 become replacement characters. */
    String keyText() {
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    /**
     * The dead letter of this record. A value beyond {@code largestValue} bytes is cut, for the dead-letter topic
     * takes records no larger than the source's topic does.
     */
    DeadLetter deadLetter(Exception cause, int largestValue, long atMs) {
        byte[] bytes = value == null ? new byte[0] : value;
        boolean cut = bytes.length > largestValue;
        String message = shortened(String.valueOf(cause.getMessage()));
        return DeadLetter.newBuilder()
                .setTopic(topic)
                .setPartition(partition)
                .setOffset(offset)
                .setKey(ByteString.copyFrom(shortKey()))
                .setValue(ByteString.copyFrom(bytes, 0, cut ? largestValue : bytes.length))
                .setErrorClass(cause.getClass().getName())
                .setErrorMessage(cut ? "%s (value cut from %d bytes)".formatted(message, bytes.length) : message)
                .setService(SERVICE)
                .setAtMs(atMs)
                .build();
    }

    /** The key, cut where it is very long. */
    byte[] shortKey() {
        byte[] bytes = key == null ? new byte[0] : key;
        return bytes.length <= LONGEST_TEXT ? bytes : Arrays.copyOf(bytes, LONGEST_TEXT);
    }

    /** A text that fits into a record beside its large part. */
    static String shortened(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }
}
