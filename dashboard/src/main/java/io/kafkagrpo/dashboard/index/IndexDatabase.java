package io.kafkagrpo.dashboard.index;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/** The embedded store of the index: files in a folder of its own, which goes when the store is closed. */
public final class IndexDatabase implements AutoCloseable {
    /** What it keeps in memory at most, in KiB, however large the index grows. */
    private static final int CACHE_KIB = 64 << 10;

    /** Rows of a question's answer that it keeps in memory; what is more goes through a file in its folder. */
    private static final int ROWS = 500;

    private static final int READERS = 8;
    private static final String PREFIX = "index-";
    private static final Set<Path> OF_THIS_PROCESS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final JdbcConnectionPool readers;
    private final JdbcDataSource source;

    /** Makes a value of a row. */
    @FunctionalInterface
    public interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private IndexDatabase(Path folder, String url) {
        this.folder = folder;
        // named by class: Java's own manager of drivers looks for them once, wherever that may be
        this.source = new JdbcDataSource();
        source.setURL(url);
        this.readers = JdbcConnectionPool.create(source);
        this.readers.setMaxConnections(READERS);
    }

    /**
     * An empty store in a new folder under this one. What processes left behind that had no time to close
     * theirs is removed.
     *
     * @throws UncheckedIOException if the folder can't be used
     */
    public static IndexDatabase create(Path parent) {
        try {
            Files.createDirectories(parent);
            removeLeftOvers(parent);
            Path folder = Files.createDirectory(
                    parent.resolve(PREFIX + ProcessHandle.current().pid() + "-" + UUID.randomUUID()));
            OF_THIS_PROCESS.add(folder);
            String url = "jdbc:h2:file:%s;CACHE_SIZE=%d;MAX_MEMORY_ROWS=%d;DB_CLOSE_ON_EXIT=FALSE"
                    .formatted(folder.toAbsolutePath().resolve("index"), CACHE_KIB, ROWS);
            IndexDatabase database = new IndexDatabase(folder, url);
            database.makeTables();
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException("The folder %s of the index can't be used.".formatted(parent), e);
        }
    }

    private void makeTables() {
        try (Connection connection = writer();
                Statement statement = connection.createStatement();
                InputStream script = Objects.requireNonNull(IndexDatabase.class.getResourceAsStream("/index.sql"))) {
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            connection.commit();
        } catch (SQLException e) {
            throw new IndexException("The index can't be made", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one connection that writes; what it wrote is seen when it commits. */
    Connection writer() throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    /** All rows that answer a question. */
    public <T> List<T> list(String sql, Row<? extends T> row, @Nullable Object... arguments) {
        List<T> rows = new ArrayList<>();
        each(sql, result -> rows.add(row.of(result)), arguments);
        return rows;
    }

    /** The first row, if there is one. */
    public <T> Optional<T> first(String sql, Row<? extends T> row, @Nullable Object... arguments) {
        return this.<T>list(sql, row, arguments).stream().findFirst();
    }

    /** A number, such as a count. */
    public long number(String sql, @Nullable Object... arguments) {
        return this.<Long>list(sql, row -> row.getLong(1), arguments).getFirst();
    }

    /** What takes a row. */
    @FunctionalInterface
    public interface RowSink {
        void take(ResultSet row) throws SQLException;
    }

    /**
     * Hands over row by row, for lists that no memory need hold. H2 finds the whole answer before it gives the
     * first row: it keeps {@value #ROWS} rows of it in memory and puts the others into a file.
     */
    public void each(String sql, RowSink sink, @Nullable Object... arguments) {
        try (Connection connection = readers.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    sink.take(result);
                }
            }
        } catch (SQLException e) {
            throw new IndexException("The index can't be read", e);
        }
    }

    /** Closes the store and removes its files. */
    @Override
    public void close() {
        readers.dispose();
        try (Connection last = source.getConnection();
                Statement statement = last.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        } catch (SQLException closed) {
            // the statement closes its own connection, which is what was asked for
        }
        remove(folder);
    }

    private static void removeLeftOvers(Path parent) throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            folders.filter(folder -> !OF_THIS_PROCESS.contains(folder))
                    .filter(folder -> isLeftOver(String.valueOf(folder.getFileName())))
                    .forEach(IndexDatabase::remove);
        }
    }

    private static boolean isLeftOver(String name) {
        if (!name.matches(PREFIX + "\\d{1,18}-[0-9a-f-]+")) {
            return false;
        }
        long owner = Long.parseLong(name.substring(PREFIX.length(), name.indexOf('-', PREFIX.length())));
        // in a container every process that serves the page has the same number
        return owner == ProcessHandle.current().pid() || ProcessHandle.of(owner).isEmpty();
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The index in %s can't be removed.".formatted(folder), e);
        }
    }
}
