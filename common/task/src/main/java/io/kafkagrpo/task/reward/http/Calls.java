package io.kafkagrpo.task.reward.http;

import io.kafkagrpo.task.reward.slow.ParameterText;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls to one address, each in bounded time: retries with growing pauses, and none at all while the
 * server is down.
 */
final class Calls implements AutoCloseable {
    static final Map<String, String> PARAMETERS = Map.of("timeout", "30", "retries", "3", "concurrency", "16");

    private static final long LARGEST_REPLY = 8L << 20;
    private static final long FIRST_PAUSE_MS = 100;
    /** A server may ask to be left alone for longer; then it is asked in vain. */
    private static final long LONGEST_WISH_MS = 60_000;

    private static final long LONGEST_PAUSE_MS = 10_000;
    private static final int LONGEST_QUOTE = 200;

    /** How a call went. */
    sealed interface Reply {
        record Answered(String body) implements Reply {}

        /** The server answers, but not this request. */
        record Refused(String because) implements Reply {}

        /** The server is late or down, also after the retries. */
        record Unreachable(String because) implements Reply {}
    }

    private final URI address;
    private final ApiKey key;
    private final Duration timeout;
    private final int retries;
    private final HttpClient client;
    private final CircuitBreaker breaker = new CircuitBreaker();

    private Calls(URI address, ApiKey key, Duration timeout, int retries) {
        this.address = address;
        this.key = key;
        this.timeout = timeout;
        this.retries = retries;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * Calls as the parameters url, timeout, retries and those of {@link ApiKey} say.
     *
     * @param path that the address has to end with; empty: any
     * @throws IllegalArgumentException saying which parameter is wrong and what is allowed
     */
    static Calls of(ParameterText texts, String path) {
        String url = texts.text("url");
        String whole = url.endsWith(path) ? url : url.replaceAll("/+$", "") + path;
        return new Calls(address(whole), ApiKey.of(texts), texts.seconds("timeout"), texts.integer("retries", 0, 100));
    }

    Reply post(String json) throws InterruptedException {
        String refusal = breaker.refusal();
        if (!refusal.isEmpty()) {
            return new Reply.Unreachable(refusal);
        }
        try {
            return tryAgainAndAgain(json);
        } catch (InterruptedException | RuntimeException e) {
            breaker.abandoned();
            throw e;
        }
    }

    private Reply tryAgainAndAgain(String json) throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            Attempt tried = attempt(json);
            if (!(tried instanceof Attempt.Again(String because, long afterMs))) {
                breaker.succeeded();
                return ((Attempt.Final) tried).reply();
            }
            if (attempt >= retries) {
                breaker.failed(because);
                return new Reply.Unreachable(because);
            }
            Thread.sleep(Math.max(afterMs, pauseMs(attempt)));
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /** What one attempt came to. */
    private sealed interface Attempt {
        record Final(Reply reply) implements Attempt {}

        /** @param afterMs how long the server asks to be left alone; 0: it doesn't */
        record Again(String because, long afterMs) implements Attempt {}
    }

    private Attempt attempt(String json) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (key.isThere()) {
            request.header("Authorization", key.bearer());
        }
        CompletableFuture<HttpResponse<String>> sent = client.sendAsync(
                request.build(), BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), LARGEST_REPLY));
        try {
            return read(sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return new Attempt.Again("%s gave no answer within %d ms".formatted(address, timeout.toMillis()), 0);
        } catch (ExecutionException e) {
            return new Attempt.Again("%s can't be reached (%s)".formatted(address, words(e.getCause())), 0);
        } finally {
            sent.cancel(true);
        }
    }

    private Attempt read(HttpResponse<String> response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return new Attempt.Final(new Reply.Answered(response.body()));
        }
        String because = "%s answered with status %d: %s".formatted(address, status, quote(response.body()));
        return status == 408 || status == 429 || status >= 500
                ? new Attempt.Again(because, retryAfterMs(response))
                : new Attempt.Final(new Reply.Refused(because));
    }

    private static long retryAfterMs(HttpResponse<?> response) {
        String seconds = response.headers().firstValue("Retry-After").orElse("");
        return seconds.matches("[0-9]{1,9}") ? Math.min(LONGEST_WISH_MS, 1000L * Integer.parseInt(seconds)) : 0;
    }

    private static long pauseMs(int attempt) {
        long pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(attempt, 10));
        return pause / 2 + ThreadLocalRandom.current().nextLong(pause);
    }

    static String quote(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
    }

    private static String words(@Nullable Throwable cause) {
        if (cause == null) {
            return "for no reason that is told";
        }
        String message = cause.getMessage();
        return cause instanceof IOException && message != null
                ? message
                : cause.getClass()
                        .getSimpleName()
                        .replaceAll("(?<=[a-z])(?=[A-Z])|Exception$", " ")
                        .strip();
    }

    private static URI address(String url) {
        try {
            URI address = new URI(url);
            boolean isOne = ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null;
            if (isOne && address.getUserInfo() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // falls through to the sentence below
        }
        throw new IllegalArgumentException(
                "url is \"%s\"; allowed is an address that begins with http:// or https://, without a password in it."
                        .formatted(url.replaceAll("//[^/@]*@", "//(secret)@")));
    }
}
