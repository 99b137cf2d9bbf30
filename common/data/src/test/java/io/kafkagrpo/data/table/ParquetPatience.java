package io.kafkagrpo.data.table;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Reads a Parquet file with less patience than a run has. */
public final class ParquetPatience {
    private ParquetPatience() {}

    public static int read(Path file, Duration longestWait) throws IOException {
        try (Rows rows = ParquetRows.open(file, longestWait)) {
            int count = 0;
            while (rows.next() != null) {
                count++;
            }
            return count;
        }
    }
}
