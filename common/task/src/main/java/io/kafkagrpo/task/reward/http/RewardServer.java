package io.kafkagrpo.task.reward.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kafkagrpo.task.reward.RewardException;
import io.kafkagrpo.task.reward.RewardFunction;
import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.SlowReward;
import io.kafkagrpo.task.reward.SlowReward.Answer;
import io.kafkagrpo.task.reward.slow.RewardRows;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Serves a reward function behind HTTP, for rewards of kind {@code http} elsewhere: {@code POST /score} takes
 * {@code {"rows": [...]}} and answers {@code {"rewards": [...]}}, {@code GET /health} answers once it serves.
 *
 * <p>A function that is late or dead is answered with status 503, so that the client asks again; what can't be
 * read, with 400 and a sentence.
 */
public final class RewardServer implements AutoCloseable {
    private static final int LARGEST_REQUEST = 64 << 20;
    private static final int WAITING_CONNECTIONS = 1024;

    /** Why a request is refused. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        private final int status;

        Refusal(int status, String sentence) {
            super(sentence);
            this.status = status;
        }
    }

    private final HttpServer server;
    private final RewardFunction function;
    private final String bearer;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong scored = new AtomicLong();
    private final LongConsumer progress;

    private RewardServer(HttpServer server, RewardFunction function, String key, LongConsumer progress) {
        this.server = server;
        this.function = function;
        this.bearer = key.isEmpty() ? "" : "Bearer " + key;
        this.progress = progress;
    }

    /**
     * Begins to serve.
     *
     * @param address port 0: any free one
     * @param function asked from many threads at a time; how many of them run is its own business
     * @param key that clients must send as {@code Authorization: Bearer KEY}; empty: none
     * @param progress is told after each request how many completions were scored so far
     * @throws IOException if the address can't be listened at
     */
    public static RewardServer start(
            InetSocketAddress address, RewardFunction function, String key, LongConsumer progress) throws IOException {
        RewardServer server =
                new RewardServer(HttpServer.create(address, WAITING_CONNECTIONS), function, key, progress);
        server.server.setExecutor(server.threads);
        server.server.createContext("/", server::handle);
        server.server.start();
        return server;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                reply(exchange, 200, answer(exchange));
            } catch (Refusal refusal) {
                reply(exchange, refusal.status, RewardRows.object().put("error", String.valueOf(refusal.getMessage())));
            }
        }
    }

    private ObjectNode answer(HttpExchange exchange) throws IOException, Refusal {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/health")) {
            return RewardRows.object().put("status", "UP");
        }
        if (!path.equals("/score")) {
            throw new Refusal(404, "There is nothing at this path; allowed are /score and /health.");
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            throw new Refusal(405, "Scores are asked for with POST.");
        }
        if (!isKnown(exchange)) {
            throw new Refusal(401, "A key is asked for: send it as 'Authorization: Bearer KEY'.");
        }
        List<ScoringInput> inputs = inputs(exchange);
        ObjectNode reply = RewardRows.object();
        ArrayNode rewards = reply.putArray("rewards");
        List<CompletableFuture<Answer>> asked = inputs.stream().map(this::ask).toList();
        for (CompletableFuture<Answer> each : asked) {
            switch (each.join()) {
                case Answer.Value(double value, String raw)
                when !Double.isFinite(value) ->
                    rewards.addObject().put("because", "it is " + value).put("raw", raw);
                case Answer.Value(double value, String raw) when raw.isEmpty() -> rewards.add(value);
                case Answer.Value(double value, String raw) ->
                    rewards.addObject().put("value", value).put("raw", raw);
                case Answer.None(String because, String raw) ->
                    rewards.addObject().put("because", because).put("raw", raw);
                case Answer.Unavailable(String because) -> throw new Refusal(503, because);
            }
        }
        progress.accept(scored.addAndGet(inputs.size()));
        return reply;
    }

    private boolean isKnown(HttpExchange exchange) {
        String sent = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        return bearer.isEmpty()
                || MessageDigest.isEqual(
                        bearer.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    private static List<ScoringInput> inputs(HttpExchange exchange) throws IOException, Refusal {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_REQUEST + 1);
        if (body.length > LARGEST_REQUEST) {
            throw new Refusal(413, "The request has more than %d MiB.".formatted(LARGEST_REQUEST >> 20));
        }
        try {
            JsonNode request = RewardRows.read(new String(body, StandardCharsets.UTF_8));
            return RewardRows.inputs(request.isArray() ? request : request.path("rows"));
        } catch (JsonProcessingException e) {
            throw new Refusal(
                    400,
                    "The request is no JSON, or has a text of more than %,d characters."
                            .formatted(RewardRows.LONGEST_TEXT));
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, String.valueOf(e.getMessage()));
        }
    }

    private CompletableFuture<Answer> ask(ScoringInput input) {
        if (function instanceof SlowReward slow) {
            return slow.ask(input);
        }
        try {
            return CompletableFuture.completedFuture(new Answer.Value(function.score(input), ""));
        } catch (RewardException e) {
            return CompletableFuture.completedFuture(new Answer.None(String.valueOf(e.getMessage()), ""));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(new Answer.None("it failed: " + e, ""));
        }
    }

    private static void reply(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
