package io.kafkagrpo.data.table;

import io.kafkagrpo.task.data.DatasetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Files of formats that are not read, told by their first bytes. */
final class ForeignData {

    private static final int TEXT_HEAD = 4_096;
    private static final String READ =
            "what is read is JSON lines, a JSON array of objects, CSV or TSV as UTF-8 text, each plain or compressed"
                    + " with gzip or zstd, or Parquet";

    private ForeignData() {}

    /**
     * Refuses a file that holds no rows that could be read.
     *
     * @param head its first bytes, unpacked
     * @param packing how it was packed, as an end of a sentence's part; empty where it wasn't
     * @throws DatasetException saying what it is, and what is read instead
     */
    static void refuse(Path file, byte[] head, String packing) {
        String kind = kind(head);
        if (kind != null) {
            throw new DatasetException("The file %s is %s%s; %s.".formatted(file, kind, packing, READ));
        }
    }

    /** Refuses what is packed twice, or is packed by itself and so not meant to be packed again. */
    static void refusePacked(Path file, byte[] head, String packing) {
        if (begins(head, 'P', 'A', 'R', '1')) {
            throw new DatasetException(
                    "The file %s is a Parquet file, compressed with %s; unpack it, for Parquet is read as it is."
                            .formatted(file, packing));
        }
        if (begins(head, 0x1f, 0x8b) || begins(head, 0x28, 0xb5, 0x2f, 0xfd)) {
            throw new DatasetException(
                    "The file %s is compressed twice; unpack it once, and it is read.".formatted(file));
        }
    }

    private static @Nullable String kind(byte[] bytes) {
        if (begins(bytes, 'B', 'Z', 'h')) {
            return "compressed with bzip2";
        }
        if (begins(bytes, 0xfd, '7', 'z', 'X', 'Z')) {
            return "compressed with xz";
        }
        if (begins(bytes, 'P', 'K', 3, 4)) {
            return "a zip archive (perhaps a spreadsheet)";
        }
        if (begins(bytes, 'A', 'R', 'R', 'O', 'W', '1') || begins(bytes, 0xff, 0xff, 0xff, 0xff)) {
            return "an Arrow file";
        }
        if (begins(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
            return "an old Office document";
        }
        if (begins(bytes, '%', 'P', 'D', 'F')) {
            return "a PDF document";
        }
        if (begins(bytes, 'O', 'b', 'j', 1)) {
            return "an Avro file";
        }
        if (begins(bytes, 'S', 'Q', 'L', 'i', 't', 'e')) {
            return "an SQLite database";
        }
        if (begins(bytes, 0x80, 2) || begins(bytes, 0x80, 3) || begins(bytes, 0x80, 4) || begins(bytes, 0x80, 5)) {
            return "a Python pickle";
        }
        if (begins(bytes, 0xff, 0xfe) || begins(bytes, 0xfe, 0xff)) {
            return "UTF-16 text";
        }
        int end = Math.min(bytes.length, TEXT_HEAD);
        return textKind(new String(bytes, 0, end, StandardCharsets.UTF_8), Arrays.copyOf(bytes, end));
    }

    private static @Nullable String textKind(String head, byte[] bytes) {
        String text = head.startsWith("\uFEFF") ? head.substring(1).strip() : head.strip();
        if (text.startsWith("version https://git-lfs")) {
            return "a Git LFS pointer, not the file itself (fetch it with 'git lfs pull')";
        }
        String begin = text.substring(0, Math.min(text.length(), 20)).toLowerCase(java.util.Locale.ROOT);
        if (begin.startsWith("<!doctype") || begin.startsWith("<html")) {
            return "a web page";
        }
        if (begin.startsWith("<?xml")) {
            return "an XML document";
        }
        if (text.startsWith("{") && text.lines().findFirst().orElse("").strip().equals("{")) {
            return "one JSON object over several lines";
        }
        if (text.startsWith("{")
                && text.indexOf('\r') >= 0
                && text.indexOf('\n') < 0
                && text.chars().filter(c -> c == '{').count() > 1) {
            return "text whose lines end with a carriage return alone";
        }
        long zeros = 0;
        for (byte each : bytes) {
            zeros += each == 0 ? 1 : 0;
        }
        return zeros > 0 && zeros * 4 >= bytes.length ? "binary, or UTF-16 text without a mark" : null;
    }

    static boolean begins(byte[] bytes, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
