package io.kafkagrpo.data.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import io.kafkagrpo.task.data.DatasetException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a Parquet file. They are read on a thread of their own: in some damaged files the library waits for
 * ever for a part that never comes, and so a file that gives no row for a while is given up.
 */
final class ParquetRows implements Rows {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final int BATCH = 64;

    /** What the reading thread hands over. */
    private sealed interface Part {
        record Some(Deque<ObjectNode> rows) implements Part {}

        record End(long rowsPromised) implements Part {}

        record Fault(Throwable cause) implements Part {}
    }

    private final Path file;
    private final Duration longestWait;
    private final BlockingQueue<Part> parts = new ArrayBlockingQueue<>(2);
    private final Thread thread;
    private Deque<ObjectNode> batch = new ArrayDeque<>();
    private int number;

    private ParquetRows(Path file, Duration longestWait) {
        this.file = file;
        this.longestWait = longestWait;
        this.thread = Thread.ofPlatform().daemon().name("parquet-reader").unstarted(this::read);
    }

    static Rows open(Path file) {
        return open(file, LONGEST_WAIT);
    }

    static Rows open(Path file, Duration longestWait) {
        ParquetRows rows = new ParquetRows(file, longestWait);
        rows.thread.start();
        return rows;
    }

    private void read() {
        try {
            handOver();
        } catch (InterruptedException given) {
            // nobody takes the rest
        } catch (Throwable e) { // also what a damaged size does to the memory
            boolean taken = parts.offer(new Part.Fault(e));
            if (!taken) {
                parts.clear();
                parts.add(new Part.Fault(e));
            }
        }
    }

    private void handOver() throws Exception {
        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file));
                RowReader rows = reader.rowReader()) {
            Deque<ObjectNode> next = new ArrayDeque<>();
            while (rows.hasNext()) {
                rows.next();
                next.add(ParquetValues.object(rows));
                if (next.size() == BATCH) {
                    parts.put(new Part.Some(next));
                    next = new ArrayDeque<>();
                }
            }
            parts.put(new Part.Some(next));
            parts.put(new Part.End(reader.getFileMetaData().numRows()));
        }
    }

    @Override
    public @Nullable Row next() throws InterruptedIOException {
        while (batch.isEmpty()) {
            switch (part()) {
                case Part.Some(Deque<ObjectNode> rows) -> batch = rows;
                case Part.End(long promised)
                when promised == number -> {
                    parts.add(new Part.End(promised));
                    return null;
                }
                case Part.End _ -> throw damaged(null);
                case Part.Fault(Throwable cause) -> throw damaged(cause);
            }
        }
        number++;
        return new Row(number, "Row %d of %s".formatted(number, file), batch.removeFirst());
    }

    private Part part() throws InterruptedIOException {
        try {
            Part part = parts.poll(longestWait.toMillis(), TimeUnit.MILLISECONDS);
            if (part == null) {
                throw new DatasetException("The file %s gave no row for %d s; it may be damaged or cut off."
                        .formatted(file, longestWait.toSeconds()));
            }
            return part;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("reading was interrupted");
        }
    }

    private DatasetException damaged(@Nullable Throwable cause) {
        String what = number == 0
                ? "The file %s begins like a Parquet file, but can't be read as one: it is damaged or cut off; copy or download it again."
                        .formatted(file)
                : "The file %s can't be read after row %d: its Parquet data is damaged or cut off; copy or download it again."
                        .formatted(file, number);
        return cause == null ? new DatasetException(what) : new DatasetException(what, cause);
    }

    @Override
    public String kind() {
        return "a Parquet file";
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
