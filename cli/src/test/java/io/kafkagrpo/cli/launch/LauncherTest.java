package io.kafkagrpo.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherTest {
    private static final int A_DEATH_OF_ITS_OWN = 70;

    @TempDir
    Path folder;

    private final BlockingQueue<String> notices = new LinkedBlockingQueue<>();

    private ChildSpec mortal(int deaths, int exitCode, String lastWords) {
        return new ChildSpec(
                "mortal",
                _ -> List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        Mortal.class.getName(),
                        folder.resolve("lives").toString(),
                        Integer.toString(deaths),
                        Integer.toString(exitCode),
                        lastWords),
                // not on the command line, which would be too long for the system to tell
                Map.of("CLASSPATH", System.getProperty("java.class.path")),
                folder.resolve("mortal.log"),
                folder.resolve("mortal.pid"));
    }

    private Launcher launcher(ChildSpec spec) {
        return new Launcher(
                List.of(spec), () -> new RestartPolicy(4, Duration.ofMinutes(10), Duration.ofMillis(1)), notices::add);
    }

    @Test
    void startsADyingChildAgainAndSaysSo() throws Exception {
        try (Launcher launcher = launcher(mortal(2, A_DEATH_OF_ITS_OWN, "ouch"))) {
            // When its first two lives end
            launcher.start();
            // Then there are two notices and a third life
            assertThat(notices.poll(60, TimeUnit.SECONDS))
                    .contains("mortal died (exit code 70: 'ouch') and is started again");
            assertThat(notices.poll(60, TimeUnit.SECONDS)).contains("mortal died");
            await(() -> read("mortal.log").contains("stays"));
            assertThat(launcher.failure()).isNull();
            assertThat(pidOfMortal(launcher))
                    .isEqualTo(Long.parseLong(read("mortal.pid").strip()))
                    .isEqualTo(Long.parseLong(read("lives").lines().toList().getLast()));
        }
        // and stopping ends it and forgets its process id
        assertThat(folder.resolve("mortal.pid")).doesNotExist();
        assertThat(ProcessHandle.of(
                        Long.parseLong(read("lives").lines().toList().getLast())))
                .isEmpty();
        assertThat(notices).isEmpty();
    }

    @Test
    void aKilledChildComesBack() throws Exception {
        try (Launcher launcher = launcher(mortal(0, 0, ""))) {
            // Given
            launcher.start();
            await(() -> read("mortal.log").contains("stays"));
            long first = pidOfMortal(launcher);
            // When
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            // Then
            assertThat(notices.poll(60, TimeUnit.SECONDS)).contains("mortal died (signal 9)");
            await(() -> read("lives").lines().count() == 2);
            assertThat(pidOfMortal(launcher)).isNotEqualTo(first);
        }
    }

    @Test
    void endsTheChildOfAKilledLauncherFirst() throws Exception {
        // Given a child that outlived its launcher
        ChildSpec spec = mortal(0, 0, "same words");
        ProcessBuilder builder =
                new ProcessBuilder(spec.command().apply(0)).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(spec.environment());
        Process leftOver = builder.start();
        Files.writeString(folder.resolve("mortal.pid"), leftOver.pid() + "\n");
        await(() -> read("lives").lines().count() == 1);
        // When
        try (Launcher launcher = launcher(spec)) {
            launcher.start();
            await(() -> read("lives").lines().count() == 2);
        }
        // Then
        assertThat(leftOver.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(leftOver.exitValue()).isEqualTo(137);
        assertThat(notices).isEmpty();
    }

    @Test
    void givesUpAtOnceWhereAnotherStartWouldEndTheSame() throws Exception {
        try (Launcher launcher =
                launcher(mortal(9, ExitCode.MODEL.code(), "The model directory m lacks config.json."))) {
            // When
            launcher.start();
            await(() -> launcher.failure() != null);
            // Then its last words and its exit code are the launcher's
            CommandFailure failure = Objects.requireNonNull(launcher.failure());
            assertThat(failure).hasMessage("The model directory m lacks config.json.");
            assertThat(failure.exitCode()).isEqualTo(ExitCode.MODEL.code());
            assertThat(read("lives").lines()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({A_DEATH_OF_ITS_OWN + ", SERVICE", "1, SERVICE", "6, KAFKA", "7, PORT"})
    void givesUpAfterTheSameFailureThreeTimesAndSaysWhichOne(int code, ExitCode exitCode) throws Exception {
        try (Launcher launcher = launcher(mortal(9, code, "The segment 0 is broken."))) {
            // When
            launcher.start();
            await(() -> launcher.failure() != null);
            // Then
            CommandFailure failure = Objects.requireNonNull(launcher.failure());
            assertThat(failure)
                    .hasMessageContaining(
                            "mortal ended 3 times in a row with the same failure, exit code %d: 'The segment 0 is broken.'"
                                    .formatted(code));
            assertThat(failure.exitCode()).isEqualTo(exitCode.code());
            assertThat(notices).hasSize(2);
        }
    }

    @Test
    void givesUpAfterManyDeathsInAShortTime() throws Exception {
        try (Launcher launcher = launcher(mortal(9, A_DEATH_OF_ITS_OWN, ""))) {
            // When
            launcher.start();
            await(() -> launcher.failure() != null);
            // Then
            CommandFailure failure = Objects.requireNonNull(launcher.failure());
            assertThat(failure)
                    .hasMessageContaining("mortal died 4 times within 600 s")
                    .hasMessageContaining("exit code 70");
            assertThat(failure.exitCode()).isEqualTo(ExitCode.SERVICE.code());
            assertThat(notices).hasSize(3);
        }
    }

    private static long pidOfMortal(Launcher launcher) {
        return Objects.requireNonNull(launcher.children().get("mortal")).pid();
    }

    private String read(String file) {
        try {
            Path path = folder.resolve(file);
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited a minute").isLessThan(deadline);
            Thread.sleep(10); // another process's file gives no event
        }
    }
}
