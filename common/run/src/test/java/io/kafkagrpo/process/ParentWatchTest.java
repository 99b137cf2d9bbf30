package io.kafkagrpo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParentWatchTest {

    @Test
    void noticesTheDeathOfAProcessThatIsNoChild() throws Exception {
        // Given a grandchild, whose own parent goes at once
        Process shell = new ProcessBuilder("sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $!").start();
        long grandchild = Long.parseLong(shell.inputReader().readLine().strip());
        CountDownLatch stopped = new CountDownLatch(1);
        ParentWatch.onDeathOf(grandchild, stopped::countDown);
        assertThat(stopped.getCount()).isEqualTo(1);
        // When
        ProcessHandle.of(grandchild).orElseThrow().destroyForcibly();
        // Then
        assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stopsAtOnceIfTheProcessIsGoneAlready() throws Exception {
        // Given
        Process gone = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--version")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        gone.waitFor();
        // When
        CountDownLatch stopped = new CountDownLatch(1);
        ParentWatch.onDeathOf(gone.pid(), stopped::countDown);
        // Then
        assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
    }
}
