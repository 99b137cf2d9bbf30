package io.kafkagrpo.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A flipped bit in the last byte of a batch of records, in a log of a broker that is stopped; taken back
 * at the end.
 */
final class SegmentDamage implements AutoCloseable {
    /** Bytes up to and with a batch's length, which counts what follows. */
    private static final int PREFIX = 12;

    private static final int ATTRIBUTES = 22;
    private static final int MARKER = 0x20;

    private final Path file;
    private final byte[] whole;

    private SegmentDamage(Path file, byte[] whole) {
        this.file = file;
        this.whole = whole;
    }

    /** Which batch of the partition's newest segment. */
    enum Batch {
        FIRST,
        LAST
    }

    /** Damages the first partition of a topic that holds records. */
    static SegmentDamage of(Path logs, String topic, Batch which) throws IOException {
        for (Path partition : sorted(logs, topic + "-\\d+")) {
            Path file = sorted(partition, "\\d{20}\\.log").getLast();
            byte[] whole = Files.readAllBytes(file);
            List<Integer> ends = ends(ByteBuffer.wrap(whole));
            if (!ends.isEmpty()) {
                byte[] damaged = whole.clone();
                damaged[(which == Batch.FIRST ? ends.getFirst() : ends.getLast()) - 1] ^= 0x10;
                Files.write(file, damaged);
                return new SegmentDamage(file, whole);
            }
        }
        throw new AssertionError("There are no records of %s in %s.".formatted(topic, logs));
    }

    /** Where each batch of records ends; markers of transactions are left out. */
    private static List<Integer> ends(ByteBuffer log) {
        List<Integer> ends = new ArrayList<>();
        int at = 0;
        while (at + PREFIX < log.limit() && log.getInt(at + PREFIX - Integer.BYTES) > 0) {
            int end = at + PREFIX + log.getInt(at + PREFIX - Integer.BYTES);
            if ((log.get(at + ATTRIBUTES) & MARKER) == 0) {
                ends.add(end);
            }
            at = end;
        }
        return ends;
    }

    private static List<Path> sorted(Path folder, String pattern) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).matches(pattern))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    Path file() {
        return file;
    }

    /** The file is as it was. */
    @Override
    public void close() throws IOException {
        Files.write(file, whole);
    }
}
