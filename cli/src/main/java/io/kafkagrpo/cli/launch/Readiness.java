package io.kafkagrpo.cli.launch;

import java.io.IOException;

/** Asks a service whether it is ready. */
public final class Readiness implements AutoCloseable {
    private final HealthCheck health = new HealthCheck();

    public boolean isReady(ChildProcess child) throws InterruptedException {
        return isReady("127.0.0.1", child.port());
    }

    /** The same of a service whose address was chosen by a person. */
    public boolean isReady(String host, int port) throws InterruptedException {
        try {
            return health.ask(HealthCheck.Question.READY, host, port).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        health.close();
    }
}
