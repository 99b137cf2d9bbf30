package io.kafkagrpo.data.table;

import com.github.luben.zstd.ZstdInputStream;
import io.kafkagrpo.task.data.DatasetException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Opens a data file as what it is: JSON lines, one JSON array, CSV or TSV, each of them plain or compressed with
 * gzip or zstd, or Parquet. The first bytes tell; the name is asked only where they leave it open.
 */
public final class DataFile {

    static final int HEAD = 65_536;

    private final Path file;

    private DataFile(Path file) {
        this.file = file;
    }

    /** Reads the rows of a file one by one. */
    @FunctionalInterface
    public interface Reading {
        /** @throws IOException where the file can't be read */
        void take(Rows rows) throws IOException;
    }

    /**
     * Opens a file, hands its rows over and closes it.
     *
     * @throws DatasetException in one sentence, where the file is of another kind, can't be read or is damaged
     */
    public static void read(Path file, Reading reading) {
        DataFile data = new DataFile(file);
        try (Rows rows = data.open()) {
            reading.take(rows);
        } catch (EOFException e) {
            throw new DatasetException(
                    "The file %s ends too early: it is cut off; copy or download it again.".formatted(file), e);
        } catch (ZipException e) {
            throw new DatasetException(
                    "The file %s is damaged: its gzip data can't be unpacked; copy or download it again."
                            .formatted(file),
                    e);
        } catch (com.github.luben.zstd.ZstdIOException e) {
            throw new DatasetException(
                    "The file %s is damaged or cut off: its zstd data can't be unpacked; copy or download it again."
                            .formatted(file),
                    e);
        } catch (IOException e) {
            throw new DatasetException(
                    "The file %s can't be read: %s.".formatted(file, Quoted.shortened(String.valueOf(e.getMessage()))),
                    e);
        }
    }

    private Rows open() throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file), HEAD);
        try {
            byte[] head = head(bytes);
            String packing = ForeignData.begins(head, 0x1f, 0x8b)
                    ? "gzip"
                    : ForeignData.begins(head, 0x28, 0xb5, 0x2f, 0xfd) ? "zstd" : "";
            if (packing.isEmpty()) {
                if (ForeignData.begins(head, 'P', 'A', 'R', '1')) {
                    bytes.close();
                    return ParquetRows.open(file);
                }
                return open(bytes, head, name(), "");
            }
            bytes = new BufferedInputStream(
                    packing.equals("gzip") ? new GZIPInputStream(bytes, HEAD) : new ZstdInputStream(bytes), HEAD);
            byte[] unpacked = head(bytes);
            ForeignData.refusePacked(file, unpacked, packing);
            return open(
                    bytes, unpacked, name().replaceFirst("\\.(gz|gzip|zst|zstd)$", ""), ", compressed with " + packing);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    private Rows open(InputStream bytes, byte[] head, String name, String packing) throws IOException {
        ForeignData.refuse(file, head, packing);
        int mark = ForeignData.begins(head, 0xef, 0xbb, 0xbf) ? 3 : 0;
        bytes.skipNBytes(mark);
        String text = new String(head, mark, head.length - mark, StandardCharsets.UTF_8).stripLeading();
        Character separator = separator(name, text);
        if (separator != null) {
            return DelimitedRows.open(file, bytes, separator, packing);
        }
        return text.startsWith("[") ? JsonArrayRows.open(file, bytes, packing) : new JsonLineRows(file, bytes, packing);
    }

    /** What stands between a table's cells; null where the file is no such table. */
    private static @Nullable Character separator(String name, String text) {
        boolean json =
                text.startsWith("{\"") || text.startsWith("[{") || text.startsWith("{ ") || text.startsWith("[ ");
        String first = text.lines().findFirst().orElse("");
        if (name.endsWith(".csv") && !json) {
            return !first.contains(",") && first.contains(";")
                    ? ';'
                    : !first.contains(",") && first.contains("\t") ? '\t' : ',';
        }
        if ((name.endsWith(".tsv") || name.endsWith(".tab")) && !json) {
            return '\t';
        }
        boolean named = name.endsWith(".json") || name.endsWith(".jsonl") || name.endsWith(".ndjson");
        if (named || text.startsWith("{") || text.startsWith("[")) {
            return null;
        }
        return first.contains("\t") ? (Character) '\t' : first.contains(",") ? (Character) ',' : null;
    }

    private String name() {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }

    private static byte[] head(InputStream bytes) throws IOException {
        bytes.mark(HEAD);
        byte[] head = bytes.readNBytes(HEAD - 1);
        bytes.reset();
        return Arrays.copyOf(head, head.length);
    }
}
