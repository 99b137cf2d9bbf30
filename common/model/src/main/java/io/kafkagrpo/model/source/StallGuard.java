package io.kafkagrpo.model.source;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a stream that brings no bytes for too long, so that its reader fails instead of waiting for ever. */
final class StallGuard implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StallGuard.class);

    private final InputStream stream;
    private final Duration limit;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile long lastProgress = System.nanoTime();

    StallGuard(InputStream stream, Duration limit) {
        this.stream = stream;
        this.limit = limit;
        Thread.ofVirtual().name("stall-guard").start(this::watch);
    }

    /** Notes that bytes have arrived. */
    void progressed() {
        lastProgress = System.nanoTime();
    }

    private void watch() {
        try {
            while (!done.await(limit.toMillis() / 4 + 1, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - lastProgress > limit.toNanos()) {
                    LOG.warn("No bytes came for {} s; the connection is given up", limit.toSeconds());
                    stream.close();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("A stalled connection can't be closed: {}", e.toString());
        }
    }

    @Override
    public void close() {
        done.countDown();
    }
}
