package io.kafkagrpo.cli.launch;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.OwnerOnly;
import io.kafkagrpo.process.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A run's folder, held by one process at a time. The lock goes with the process, however it ends. */
public final class RunDirectory implements AutoCloseable {
    private final RunFolder files;
    private final FileChannel lock;

    private RunDirectory(RunFolder files, FileChannel lock) {
        this.files = files;
        this.lock = lock;
    }

    /** Makes the folder if need be and locks it. */
    public static RunDirectory open(Path path) {
        RunFolder files = RunFolder.openable(path);
        Path lockFile = files.lock();
        try {
            // Prompts, texts and the model are its owner's.
            OwnerOnly.tryToCreate(files.logs());
            while (true) {
                FileChannel channel = FileChannel.open(
                        lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                if (!locked(channel)) {
                    channel.close();
                    throw inUse(path, owner(lockFile));
                }
                String own = Long.toString(ProcessHandle.current().pid());
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(own.getBytes(StandardCharsets.UTF_8)));
                if (owner(lockFile).equals(own)) {
                    return new RunDirectory(files, channel);
                }
                // The process before took its file away between our opening and our locking: what we hold is
                // nowhere.
                channel.close();
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "The run-dir %s can't be used: %s.".formatted(path, ErrorMessages.of(e)),
                    e);
        }
    }

    private static CommandFailure inUse(Path path, String owner) {
        return new CommandFailure(
                ExitCode.RUN_MISMATCH,
                "The run-dir %s is in use by %s; wait for it, stop it, or choose another --run-dir."
                        .formatted(path, owner.isEmpty() ? "another process" : "process " + owner));
    }

    private static String owner(Path lockFile) throws IOException {
        return Files.exists(lockFile) ? Files.readString(lockFile).strip() : "";
    }

    /** The folder of an existing run: as named, or of that name under the default folder of runs. */
    public static Path find(String run) {
        return existing(run)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.CONFIGURATION,
                        "There is no run in %s, nor in %s.".formatted(run, Path.of("runs", run))));
    }

    /** The same, if there is one. */
    public static Optional<Path> existing(String run) {
        return Stream.of(Path.of(run), Path.of("runs", run))
                .filter(candidate -> new RunFolder(candidate).holdsRun())
                .findFirst();
    }

    /** Whether a process works in the folder at this moment. */
    public static boolean isHeld(Path path) {
        Path lockFile = new RunFolder(path).lock();
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            return !locked(channel);
        } catch (NoSuchFileException free) {
            return false;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "The run-dir %s can't be used: %s.".formatted(path, ErrorMessages.of(e)),
                    e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            @Nullable Object lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    /** Its absolute path. */
    public Path folder() {
        return files.path();
    }

    /** What lies in it. */
    public RunFolder files() {
        return files;
    }

    /** Gives the folder free, and takes away what only told that it was held. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(files.lock());
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The lock of " + files.path() + " can't be released.", e);
        }
    }
}
