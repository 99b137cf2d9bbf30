package io.kafkagrpo.cli.launch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a service whether it is ready. */
public final class Readiness implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    public boolean isReady(ChildProcess child) throws InterruptedException {
        return isReady("127.0.0.1", child.port());
    }

    /** The same of a service whose address was chosen by a person. */
    public boolean isReady(String host, int port) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://%s:%d/q/health/ready".formatted(host, port)))
                .timeout(PATIENCE)
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
