package io.kafkagrpo.cli.launch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a service for its health, and waits only a little for the whole answer. */
final class HealthCheck implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** What is asked for. */
    enum Question {
        READY,
        LIVE;

        private String path() {
            return "/q/health/" + name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IOException if the service doesn't answer, or not in time */
    HttpResponse<String> ask(Question question, String host, int port) throws IOException, InterruptedException {
        URI address = URI.create("http://%s:%d%s".formatted(host, port, question.path()));
        // A request's own timeout ends with the headers; this one holds for the body too.
        CompletableFuture<HttpResponse<String>> asked =
                client.sendAsync(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        try {
            return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("%s did not answer".formatted(address), e);
        } finally {
            asked.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
