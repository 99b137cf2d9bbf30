package io.kafkagrpo.cli.launch;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A run's folder, held by one process at a time. The lock goes with the process, however it ends. */
public final class RunDirectory implements AutoCloseable {
    private final Path folder;
    private final FileChannel lock;

    private RunDirectory(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Makes the folder if need be and locks it. */
    public static RunDirectory open(Path path) {
        Path folder = path.toAbsolutePath().normalize();
        Path lockFile = folder.resolve("lock");
        try {
            // The log's prompts, the texts and the model are its owner's.
            OwnerOnly.tryToCreate(folder.resolve("logs"));
            OwnerOnly.tryToCreate(folder.resolve("pids"));
            FileChannel channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                String owner = Files.readString(lockFile).strip();
                channel.close();
                throw new CommandFailure(
                        ExitCode.RUN_MISMATCH,
                        "The run-dir %s is in use by %s; wait for it, stop it, or choose another --run-dir."
                                .formatted(path, owner.isEmpty() ? "another process" : "process " + owner));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            return new RunDirectory(folder, channel);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "The run-dir %s can't be used: %s.".formatted(path, ErrorMessages.of(e)),
                    e);
        }
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
                .filter(candidate -> Files.isRegularFile(candidate.resolve("config.yaml")))
                .findFirst();
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            @Nullable Object lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    public Path folder() {
        return folder;
    }

    /** The resolved configuration, which the services read. */
    public Path configuration() {
        return folder.resolve("config.yaml");
    }

    Path kafka() {
        return folder.resolve("kafka");
    }

    public Path log(String process) {
        return folder.resolve("logs").resolve(process + ".log");
    }

    Path pid(String process) {
        return folder.resolve("pids").resolve(process + ".pid");
    }

    /** The model that the run began with, in Hugging Face layout. */
    public Path initialModel() {
        return folder.resolve("initial-model");
    }

    /** The trained model, in Hugging Face layout. */
    public Path model() {
        return folder.resolve("model");
    }

    public Path report() {
        return folder.resolve("report.json");
    }

    public Path metrics() {
        return folder.resolve("metrics.csv");
    }

    public Path plot() {
        return folder.resolve("reward.svg");
    }

    /** The same metrics as event files. */
    public Path tensorBoard() {
        return folder.resolve("tensorboard");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The lock of " + folder + " can't be released.", e);
        }
    }
}
