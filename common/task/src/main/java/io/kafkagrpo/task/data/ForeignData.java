package io.kafkagrpo.task.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Data files in formats other than JSON lines, told by their first bytes or their name. */
final class ForeignData {
    private static final int HEAD = 512;

    private ForeignData() {}

    /**
     * Refuses a file that isn't JSON lines.
     *
     * @throws DatasetException saying what it is, and what is read instead
     */
    static void refuse(Path file, byte[] bytes) {
        String kind = kind(file, bytes);
        if (kind != null) {
            throw new DatasetException(
                    "The file %s is %s; what is read is JSON lines: UTF-8 text, uncompressed, one object such as {\"question\": \"…\", \"answer\": \"…\"} a line."
                            .formatted(file, kind));
        }
    }

    private static @Nullable String kind(Path file, byte[] bytes) {
        if (begins(bytes, 0x1f, 0x8b)) {
            return "compressed with gzip";
        }
        if (begins(bytes, 0x28, 0xb5, 0x2f, 0xfd)) {
            return "compressed with zstd";
        }
        if (begins(bytes, 'B', 'Z', 'h')) {
            return "compressed with bzip2";
        }
        if (begins(bytes, 0xfd, '7', 'z', 'X', 'Z')) {
            return "compressed with xz";
        }
        if (begins(bytes, 'P', 'K', 3, 4)) {
            return "a zip archive";
        }
        if (begins(bytes, 'P', 'A', 'R', '1')) {
            return "a Parquet file";
        }
        if (begins(bytes, 'A', 'R', 'R', 'O', 'W', '1')) {
            return "an Arrow file";
        }
        if (begins(bytes, 0xff, 0xfe) || begins(bytes, 0xfe, 0xff)) {
            return "UTF-16 text";
        }
        return textKind(file, new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.UTF_8));
    }

    private static @Nullable String textKind(Path file, String head) {
        String text = head.startsWith("\uFEFF") ? head.substring(1).strip() : head.strip();
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String begin = text.toLowerCase(Locale.ROOT);
        if (text.startsWith("version https://git-lfs")) {
            return "a Git LFS pointer, not the file itself (fetch it with 'git lfs pull')";
        }
        if (begin.startsWith("<!doctype") || begin.startsWith("<html")) {
            return "a web page";
        }
        if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            return name.endsWith(".csv") ? "a CSV table" : "a TSV table";
        }
        if (text.startsWith("[")) {
            return "one JSON array";
        }
        if (text.startsWith("{") && text.lines().findFirst().orElse("").strip().equals("{")) {
            return "one JSON object over several lines";
        }
        if (text.indexOf('\r') >= 0
                && text.indexOf('\n') < 0
                && text.chars().filter(c -> c == '{').count() > 1) {
            return "text whose lines end with a carriage return alone";
        }
        return null;
    }

    private static boolean begins(byte[] bytes, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
