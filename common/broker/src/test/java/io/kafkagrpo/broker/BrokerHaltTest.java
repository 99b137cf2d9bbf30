package io.kafkagrpo.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.internals.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerHaltTest {
    private final BlockingQueue<BrokerException> told = new LinkedBlockingQueue<>();

    @TempDir
    Path folder;

    @AfterEach
    void kafkaEndsTheProcessAgain() {
        Exit.resetHaltProcedure();
        Exit.resetExitProcedure();
    }

    @Test
    void aHaltOfKafkaIsToldInsteadOfEndingTheProcess() throws Exception {
        // Given
        EmbeddedBroker.onHalt(folder, told::add);
        // When Kafka halts on one of its threads
        Thread.ofVirtual().start(() -> Exit.halt(1, "all log dirs have failed"));
        // Then
        BrokerException failure = told.poll(60, TimeUnit.SECONDS);
        assertThat(failure)
                .isNotNull()
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("all log dirs have failed");
        assertThat(failure.reason()).isEqualTo(BrokerException.Reason.STOPPED);
    }

    @Test
    void aFolderWithoutRoomIsNamed() throws Exception {
        // Given a file system that is always full
        Path full = Path.of("/proc");
        EmbeddedBroker.onHalt(full, told::add);
        // When
        Thread.ofVirtual().start(() -> Exit.halt(1));
        // Then
        BrokerException failure = told.poll(60, TimeUnit.SECONDS);
        assertThat(failure).isNotNull().hasMessageContaining("the disk of /proc is full (0 KiB are free)");
        assertThat(failure.reason()).isEqualTo(BrokerException.Reason.DISK_FULL);
    }
}
