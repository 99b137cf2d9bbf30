package io.kafkagrpo.cli.cluster;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * The committed records of one partition, in a file or only as its checksum. For each: offset and timestamp (8
 * bytes each), key, value, the number of headers (4), and each header's name and value. Where the broker's clock
 * gave the timestamp (LogAppendTime), it belongs to that cluster and not to the record: -1 stands for it, and
 * another cluster gives its own. A text or byte string is its length (4; -1 for none) and its bytes; numbers are
 * big-endian.
 */
final class RecordFile implements AutoCloseable {
    private final MessageDigest digest = sha256();
    private final DataOutputStream out;
    private long count;

    private RecordFile(OutputStream target) {
        this.out = new DataOutputStream(new BufferedOutputStream(new DigestOutputStream(target, digest), 1 << 20));
    }

    /** Writes a file. */
    static RecordFile into(Path file) throws IOException {
        return new RecordFile(Files.newOutputStream(file));
    }

    /** Keeps nothing but the checksum. */
    static RecordFile checksum() {
        return new RecordFile(OutputStream.nullOutputStream());
    }

    void add(ConsumerRecord<byte[], byte[]> entry) {
        try {
            out.writeLong(entry.offset());
            out.writeLong(
                    entry.timestampType() == TimestampType.LOG_APPEND_TIME
                            ? ConsumerRecord.NO_TIMESTAMP
                            : entry.timestamp());
            write(entry.key());
            write(entry.value());
            Header[] headers = entry.headers().toArray();
            out.writeInt(headers.length);
            for (Header header : headers) {
                write(header.key().getBytes(StandardCharsets.UTF_8));
                write(header.value());
            }
            count++;
        } catch (IOException e) {
            throw new UncheckedIOException("The archive can't be written: " + e.getMessage(), e);
        }
    }

    long count() {
        return count;
    }

    /** SHA-256 of all that was added, in hexadecimal; closes the file. */
    String sha256Hex() throws IOException {
        out.close();
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Hands over every record of a file, in order. */
    static void read(Path file, String topic, int partition, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
            for (ConsumerRecord<byte[], byte[]> next = next(in, topic, partition);
                    next != null;
                    next = next(in, topic, partition)) {
                sink.accept(next);
            }
        } catch (EOFException cut) {
            throw new CommandFailure(ExitCode.DATA, "The file %s of the archive is cut off.".formatted(file), cut);
        } catch (IOException e) {
            throw new UncheckedIOException("The file %s of the archive can't be read.".formatted(file), e);
        }
    }

    private static @Nullable ConsumerRecord<byte[], byte[]> next(DataInputStream in, String topic, int partition)
            throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return null;
        }
        in.reset();
        long offset = in.readLong();
        long timestamp = in.readLong();
        byte @Nullable [] key = readBytes(in);
        byte @Nullable [] value = readBytes(in);
        RecordHeaders headers = new RecordHeaders();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            byte @Nullable [] name = readBytes(in);
            headers.add(new String(name == null ? new byte[0] : name, StandardCharsets.UTF_8), readBytes(in));
        }
        return new ConsumerRecord<>(
                topic,
                partition,
                offset,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                key,
                value,
                headers,
                Optional.empty());
    }

    private static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private void write(byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
