package io.kafkagrpo.broker;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.internals.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where Kafka can't go on (its disk is full, its memory is too small), it halts the JVM without a word on the
 * terminal. Here that becomes a {@link BrokerException}, handed to whoever runs the broker.
 */
final class BrokerHalt {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerHalt.class);
    /** Less than a few of Kafka's writes: whoever stops with so little left stops for want of it. */
    private static final long LITTLE_SPACE = 32L << 20;
    /** Share of a heap that is still in use after a collection, from which it is too small. */
    private static final double FULL_HEAP = 0.9;

    private BrokerHalt() {}

    /**
     * From now on a halt of Kafka is told to {@code listener}, on Kafka's own thread, which then waits for the end
     * of the process.
     *
     * @param folder the broker's data
     */
    static void tell(Path folder, Consumer<BrokerException> listener) {
        Exit.Procedure procedure = (status, message) -> {
            // Kafka itself doesn't always log why; who asked is in the trace
            LOG.error("Kafka asks for the end of this process, with status {}.", status, new Throwable());
            listener.accept(cause(folder, message));
            while (true) {
                LockSupport.park(); // Kafka relies on it that this never returns
            }
        };
        Exit.setHaltProcedure(procedure);
        Exit.setExitProcedure(procedure);
    }

    private static BrokerException cause(Path folder, @Nullable String message) {
        long free = freeBytes(folder);
        if (free < LITTLE_SPACE) {
            return new BrokerException(
                    BrokerException.Reason.DISK_FULL,
                    "Kafka stopped, for the disk of %s is full (%d KiB are free); make room, then the same command goes on."
                            .formatted(folder, free >> 10),
                    null);
        }
        if (isHeapFull()) {
            return new BrokerException(
                    BrokerException.Reason.OUT_OF_MEMORY,
                    "Kafka stopped, for this process's heap of %d MiB is too small for it; give it more, then the same command goes on."
                            .formatted(Runtime.getRuntime().maxMemory() >> 20),
                    null);
        }
        return new BrokerException(
                BrokerException.Reason.STOPPED,
                "The embedded Kafka broker over %s stopped by itself%s; its log says why."
                        .formatted(folder, message == null ? "" : " (" + message + ")"),
                null);
    }

    private static long freeBytes(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException gone) {
            return 0; // a folder that is gone has no room either
        }
    }

    private static boolean isHeapFull() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage kept = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            if (kept != null && kept.getMax() > 0 && kept.getUsed() > FULL_HEAP * kept.getMax()) {
                return true;
            }
        }
        return false;
    }
}
