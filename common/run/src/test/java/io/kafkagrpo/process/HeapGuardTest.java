package io.kafkagrpo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In processes of their own, for what is tested ends one. */
class HeapGuardTest {

    @ParameterizedTest
    @ValueSource(strings = {"SerialGC", "G1GC"})
    void aThreadThatFillsTheHeapEndsTheProcessThatWouldWaitForEver(String collector) throws Exception {
        Ended ended = run("thread", "-Xmx24m", "-XX:+Use" + collector);
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(ended.err())
                .containsPattern("This service's heap of 2[234] MiB is too small; give it more, by GRPO_SERVICE_OPTS")
                .doesNotContain("\tat ");
    }

    @Test
    void otherFailuresOfThreadsEndNothing() throws Exception {
        Ended ended = run("failure", "-Xmx64m");
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(42);
        assertThat(ended.err()).contains("IllegalStateException: of the test");
    }

    private record Ended(int exitCode, String err) {}

    private static Ended run(String what, String... jvm) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvm));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Filled.class.getName(), what));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), err);
    }

    /** Waits for what a thread had to do that fails. */
    static final class Filled {
        private Filled() {}

        public static void main(String[] what) throws InterruptedException {
            HeapGuard.watchService();
            CountDownLatch done = new CountDownLatch(1);
            Thread worker = Thread.ofPlatform().daemon().start(() -> {
                if (what[0].equals("failure")) {
                    throw new IllegalStateException("of the test");
                }
                List<byte[]> all = new ArrayList<>();
                while (done.getCount() > 0) {
                    all.add(new byte[1000]);
                }
            });
            if (what[0].equals("failure")) {
                worker.join();
                System.exit(42);
            }
            done.await();
        }
    }
}
