package io.kafkagrpo.report.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;

/**
 * Reads TensorBoard's event files: the framing as the format describes it, the events by TensorFlow's own classes.
 */
public final class EventFiles {
    private static final long MASK_DELTA = 0xa282ead8L;

    private EventFiles() {}

    /** The one event file of a folder. */
    public static Path only(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).singleElement().asString().contains("tfevents");
            return all.getFirst();
        }
    }

    /** All events; both checksums of each must be right, and no byte may be left over. */
    public static List<Event> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = next(bytes, Long.BYTES);
            assertThat(unmasked(bytes.getInt())).isEqualTo(checksum(length));
            byte[] data = next(bytes, (int)
                    ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
            assertThat(unmasked(bytes.getInt())).isEqualTo(checksum(data));
            events.add(Event.parseFrom(data));
        }
        return events;
    }

    /** The scalars of an event by their tags. */
    public static Map<String, Float> scalars(Event event) {
        Map<String, Float> scalars = new TreeMap<>();
        for (Summary.Value value : event.getSummary().getValueList()) {
            scalars.put(value.getTag(), value.getSimpleValue());
        }
        return scalars;
    }

    private static byte[] next(ByteBuffer bytes, int length) {
        byte[] next = new byte[length];
        bytes.get(next);
        return next;
    }

    /** The inverse of the format's mask, in 32-bit arithmetic. */
    private static long unmasked(int masked) {
        long rotated = (Integer.toUnsignedLong(masked) - MASK_DELTA) & 0xffffffffL;
        return ((rotated >>> 17) | (rotated << 15)) & 0xffffffffL;
    }

    private static long checksum(byte[] data) {
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        return checksum.getValue();
    }
}
