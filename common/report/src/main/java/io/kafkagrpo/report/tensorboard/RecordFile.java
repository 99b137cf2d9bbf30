package io.kafkagrpo.report.tensorboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of records in the TFRecord framing (little-endian: length as 8 bytes, masked CRC-32C of these, the
 * data, masked CRC-32C of the data; tensorflow.org/tutorials/load_data/tfrecord). Appends; keeps existing
 * records and truncates a torn tail: who writes a run again from its beginning adds only what is new, and a
 * reader may follow meanwhile.
 */
final class RecordFile implements AutoCloseable {
    private static final int MASK_DELTA = 0xa282ead8;

    private final Path file;
    private final FileChannel channel;
    private long position;

    private RecordFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Opens the file, or creates it and its folder. */
    static RecordFile open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return new RecordFile(
                    file,
                    FileChannel.open(
                            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new UncheckedIOException("%s can't be opened".formatted(file), e);
        }
    }

    /** Writes the next record, unless the file holds it already. */
    void put(byte[] data) {
        ByteBuffer framed = framed(data);
        try {
            if (!isThere(framed.duplicate())) {
                write(framed.duplicate());
                channel.truncate(position + framed.limit());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s can't be written".formatted(file), e);
        }
        position += framed.limit();
    }

    private boolean isThere(ByteBuffer framed) throws IOException {
        ByteBuffer there = ByteBuffer.allocate(framed.limit());
        while (there.hasRemaining()) {
            if (channel.read(there, position + there.position()) < 0) {
                return false;
            }
        }
        return there.flip().equals(framed);
    }

    private void write(ByteBuffer framed) throws IOException {
        while (framed.hasRemaining()) {
            channel.write(framed, position + framed.position());
        }
    }

    private static ByteBuffer framed(byte[] data) {
        ByteBuffer framed = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        framed.putLong(data.length);
        framed.putInt(maskedChecksum(framed.duplicate().flip()));
        framed.put(data);
        framed.putInt(maskedChecksum(ByteBuffer.wrap(data)));
        return framed.flip();
    }

    /** The format masks a checksum because checksums of data that hold checksums are weak. */
    private static int maskedChecksum(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("%s can't be closed".formatted(file), e);
        }
    }
}
