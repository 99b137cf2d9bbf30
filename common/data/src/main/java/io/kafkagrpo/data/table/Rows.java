package io.kafkagrpo.data.table;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of a data file, in its order, one in memory at a time. */
public interface Rows extends AutoCloseable {

    /**
     * The next row; null after the last.
     *
     * @throws io.kafkagrpo.task.data.DatasetException naming file and row, and what is wrong there
     * @throws IOException where the file itself can't be read
     */
    @Nullable
    Row next() throws IOException;

    /** What the file is, for people: {@code JSON lines, compressed with gzip}. */
    String kind();

    @Override
    void close() throws IOException;
}
