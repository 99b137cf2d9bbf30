package io.kafkagrpo.cli.launch;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * A full disk shows in many ways (a broker's answer, a service's file, a log that stays empty); this says what is
 * behind them.
 */
public final class DiskRoom {
    /** Too little for whatever writes: a segment of Kafka's, a checkpoint. */
    private static final long LITTLE = 4L << 20;

    private DiskRoom() {}

    /** How a process ends that a full disk may have ended; a wrong setting is one whatever the disk holds. */
    private static final Set<Integer> MAY_BE_OF_A_FULL_DISK =
            Set.of(ExitCode.INTERNAL.code(), ExitCode.KAFKA.code(), ExitCode.SERVICE.code(), ExitCode.DATA.code());

    /** The failure itself, or where the folder's disk is full, that. */
    public static RuntimeException explained(RuntimeException failure, Path folder) {
        if (!MAY_BE_OF_A_FULL_DISK.contains(ErrorMessages.exitCode(failure)) || freeBytes(folder) >= LITTLE) {
            return failure;
        }
        return new CommandFailure(
                ExitCode.RESOURCES,
                "The disk of %s is full (%d KiB are free); make room, then the same command goes on. It showed in this: %s"
                        .formatted(folder, freeBytes(folder) >> 10, ErrorMessages.line(failure)),
                failure);
    }

    private static long freeBytes(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException gone) {
            return Long.MAX_VALUE; // whatever that is, it's not a full disk
        }
    }
}
