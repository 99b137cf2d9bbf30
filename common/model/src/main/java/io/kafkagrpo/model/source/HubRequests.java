package io.kafkagrpo.model.source;

import io.kafkagrpo.model.JsonFile;
import io.kafkagrpo.model.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Requests to a hub: its token goes to the hub alone, not to the stores that it redirects to. */
final class HubRequests {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final int MOST_REDIRECTS = 5;
    private static final int LONGEST_JSON = 20_000_000;

    private final HttpClient client;
    private final URI endpoint;
    private final @Nullable String token;
    private final HubRetry retry;

    HubRequests(HttpClient client, URI endpoint, @Nullable String token, HubRetry retry) {
        this.retry = retry;
        this.client = client;
        this.endpoint = endpoint;
        this.token = token;
    }

    /** The JSON object under a path. */
    JsonFile json(String path, String model) throws IOException {
        return retry.run("Asking the hub about " + model, () -> {
            HttpResponse<InputStream> response = send("GET", uri(path), 0);
            try (InputStream body = response.body()) {
                requireFound(response, model);
                return JsonFile.parse("The hub's answer about " + model, body.readNBytes(LONGEST_JSON));
            }
        });
    }

    HubRetry retry() {
        return retry;
    }

    URI uri(String path) {
        return URI.create(endpoint + path);
    }

    /** One request, without following redirects. */
    HttpResponse<InputStream> send(String method, URI uri, long from) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER_TIMEOUT)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "kafka-grpo");
        if (token != null && isHub(uri)) {
            request.header("Authorization", "Bearer " + token);
        }
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the download was interrupted");
        }
    }

    /** A file's bytes from a position on, over redirects. */
    HttpResponse<InputStream> content(URI start, long from) throws IOException {
        URI uri = start;
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            HttpResponse<InputStream> response = send("GET", uri, from);
            String location = redirection(response);
            if (location == null) {
                return response;
            }
            response.body().close();
            uri = uri.resolve(location);
        }
        throw new IOException("more than " + MOST_REDIRECTS + " redirects from " + start.getPath());
    }

    static @Nullable String redirection(HttpResponse<?> response) {
        return response.statusCode() / 100 == 3
                ? response.headers().firstValue("Location").orElse(null)
                : null;
    }

    boolean isHub(URI uri) {
        return endpoint.getScheme().equals(uri.getScheme())
                && endpoint.getHost().equalsIgnoreCase(uri.getHost())
                && endpoint.getPort() == uri.getPort();
    }

    /** Refusals as sentences; other failures are worth another try and throw IOException. */
    static void requireFound(HttpResponse<?> response, String what) throws IOException {
        int status = response.statusCode();
        switch (status) {
            case 200, 206 -> {}
            case 401, 403 ->
                throw new ModelFormatException("The hub refuses " + what + " (HTTP " + status
                        + "): it may be misspelt, private or gated; set HF_TOKEN to a token that may read it.");
            case 404 -> throw new ModelFormatException("The hub has no " + what + " (HTTP 404).");
            default -> throw new IOException("HTTP " + status + " for " + what);
        }
    }
}
