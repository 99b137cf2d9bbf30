package io.kafkagrpo.dashboard.page;

import jakarta.inject.Singleton;
import jakarta.ws.rs.ServiceUnavailableException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * How many files of completions are written at once. Each holds a connection to the index until whoever asked has
 * taken all of it, so slow ones together could leave none for the views.
 */
@Singleton
class Exports {
    static final int MOST = 4;

    private final Semaphore free = new Semaphore(MOST);

    /**
     * Takes a place.
     *
     * @param atEnd gets what frees it again, to be run once when the answer has ended, in whichever way
     * @throws ServiceUnavailableException if all are taken
     */
    void begin(Consumer<Runnable> atEnd) {
        if (!free.tryAcquire()) {
            throw new ServiceUnavailableException(
                    "%d exports are being written, which is as many as go at once; ask again when one has ended."
                            .formatted(MOST));
        }
        atEnd.accept(free::release);
    }
}
