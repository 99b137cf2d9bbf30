package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that gets full under a run, for real, and heaps that are too small. */
class LittleRoomIT {
    private static final int STEPS = 6;
    private static final int GROUPS_PER_STEP = 4;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void aFullDiskEndsTheCommandWithASentenceAndTheSameCommandGoesOnWhenThereIsRoom() throws Exception {
        // Given a run on a file system of its own
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                succeeds("mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", disk.toString()),
                "Only root can mount a small file system to fill.");
        try {
            Path directory = disk.resolve("run");
            RunProbe probe = new RunProbe(directory, "arithmetic");
            try (CommandProcess command = train(directory, Map.of(), List.of("-Xmx1g"))) {
                probe.follow(command);
                probe.awaitStep(1);
                // When something else takes all that is left
                fill(disk.resolve("filler"));
                // Then
                assertThat(command.exitCode()).as(command.err()).isEqualTo(ExitCode.RESOURCES.code());
                assertThat(command.err())
                        .contains("full", "the same command goes on")
                        .doesNotContain("\tat ");
            }
            // When there is room again, then the same command goes on
            assertThat(succeeds("mount", "-o", "remount,size=800m", disk.toString()))
                    .isTrue();
            try (CommandProcess again = train(directory, Map.of(), List.of("-Xmx1g"))) {
                assertThat(again.exitCode()).as(again.err()).isZero();
            }
            try (EmbeddedBroker broker = probe.broker()) {
                probe.log(broker).assertNothingLostNothingTwice(STEPS, GROUPS_PER_STEP);
            }
        } finally {
            assertThat(succeeds("umount", "-l", disk.toString())).isTrue();
        }
    }

    @ParameterizedTest(name = "{0} MiB")
    @ValueSource(ints = {16, 32})
    void aHeapThatIsTooSmallForTheCommandIsSaid(int mebibytes) throws Exception {
        try (CommandProcess command = train(folder.resolve("run"), Map.of(), List.of("-Xmx%dm".formatted(mebibytes)))) {
            assertThat(command.exitCode()).as(command.err()).isEqualTo(ExitCode.RESOURCES.code());
            assertThat(command.err()).contains("heap of", "too small").doesNotContain("\tat ");
        }
    }

    @Test
    void aHeapThatIsTooSmallForAServiceIsSaid() throws Exception {
        try (CommandProcess command =
                train(folder.resolve("run"), Map.of("GRPO_SERVICE_OPTS", "-Xmx10m"), List.of("-Xmx1g"))) {
            assertThat(command.exitCode()).as(command.err()).isEqualTo(ExitCode.RESOURCES.code());
            assertThat(command.err()).doesNotContain("\tat ");
        }
    }

    private CommandProcess train(Path directory, Map<String, String> environment, List<String> jvm) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("train", "arithmetic"));
        for (String pair : List.of(
                "steps=" + STEPS,
                "optimizer.warmup-steps=1",
                "groups-per-step=" + GROUPS_PER_STEP,
                "evaluation.limit=8",
                "evaluation.every=0")) {
            arguments.addAll(List.of("--set", pair));
        }
        arguments.addAll(List.of("--run-dir", directory.toString()));
        return new CommandProcess(folder, environment, jvm, arguments);
    }

    private static void fill(Path file) throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left on device");
        }
    }

    private static boolean succeeds(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
