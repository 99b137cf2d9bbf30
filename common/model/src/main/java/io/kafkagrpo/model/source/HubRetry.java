package io.kafkagrpo.model.source;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * Tries again what broke off, after pauses that double.
 *
 * @param tries how often at most
 * @param firstPause before the second try
 */
record HubRetry(int tries, Duration firstPause) {

    static final HubRetry USUAL = new HubRetry(5, Duration.ofSeconds(1));

    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException;
    }

    /**
     * The result of the first try that succeeds.
     *
     * @throws IOException the last try's, where all failed; other exceptions end it at once
     */
    <T> T run(String what, Attempt<T> attempt) throws IOException {
        Duration pause = firstPause;
        for (int number = 1; ; number++) {
            try {
                return attempt.run();
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                if (number == tries) {
                    throw new IOException(
                            what + " failed " + tries + " times, at last with " + e.getMessage()
                                    + " (starting again goes on from there)",
                            e);
                }
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the download was interrupted");
            }
            pause = pause.multipliedBy(2);
        }
    }
}
