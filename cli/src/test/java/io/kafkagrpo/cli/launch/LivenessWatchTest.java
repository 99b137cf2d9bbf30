package io.kafkagrpo.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes. */
class LivenessWatchTest {
    private static final LivenessWatch.Patience SHORT =
            new LivenessWatch.Patience(Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofMillis(500));

    @TempDir
    private Path folder;

    private final BlockingQueue<String> deaths = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> verdicts = new LinkedBlockingQueue<>();

    @BeforeEach
    void isWell() throws IOException {
        Files.writeString(folder.resolve("status"), "200");
    }

    @Test
    void aChildThatSaysThatItIsStuckIsEndedAndStartedAgain() throws Exception {
        try (Launcher launcher = launcher();
                LivenessWatch watch = watch(launcher)) {
            long first = life(1);
            // When
            Files.writeString(folder.resolve("status"), "503");
            // Then
            assertThat(verdicts.poll(1, TimeUnit.MINUTES)).contains("patient is stuck");
            Files.writeString(folder.resolve("status"), "200");
            assertThat(deaths.poll(1, TimeUnit.MINUTES)).contains("patient died (signal 9) and is started again");
            assertThat(life(2)).isNotEqualTo(first);
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void aChildThatAnswersNoMoreIsEndedAndStartedAgain() throws Exception {
        try (Launcher launcher = launcher();
                LivenessWatch watch = watch(launcher)) {
            long first = life(1);
            // When it is stopped in the middle of whatever it does
            assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(first))
                            .start()
                            .waitFor())
                    .isZero();
            // Then
            assertThat(verdicts.poll(1, TimeUnit.MINUTES)).contains("patient has not answered");
            assertThat(deaths.poll(1, TimeUnit.MINUTES)).contains("patient died (signal 9)");
            assertThat(life(2)).isNotEqualTo(first);
            assertThat(watch).isNotNull();
        }
    }

    /** Waits until this life of the child was seen well; its process id. */
    private long life(int number) throws Exception {
        Path lives = folder.resolve("lives");
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!Files.exists(lives) || Files.readAllLines(lives).size() < number) {
            assertThat(System.nanoTime()).as("it starts").isLessThan(end);
            Thread.sleep(20); // a file tells nobody that it has grown
        }
        return Long.parseLong(Files.readAllLines(lives).get(number - 1));
    }

    private LivenessWatch watch(Launcher launcher) {
        return new LivenessWatch(launcher, List.of("patient"), verdicts::add, SHORT).started();
    }

    private Launcher launcher() {
        ChildSpec spec = new ChildSpec(
                "patient",
                port -> List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        Patient.class.getName(),
                        Integer.toString(port),
                        folder.resolve("status").toString(),
                        folder.resolve("lives").toString()),
                Map.of("CLASSPATH", System.getProperty("java.class.path")),
                folder.resolve("patient.log"),
                folder.resolve("patient.pid"));
        Launcher launcher = new Launcher(
                List.of(spec), () -> new RestartPolicy(4, Duration.ofMinutes(10), Duration.ofMillis(1)), deaths::add);
        launcher.start();
        return launcher;
    }
}
