package io.kafkagrpo.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server whose reward is a completion's length; it is a judge as well. It answers as often as the test lets it.
 */
final class RewardServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore answers = new Semaphore(0);
    private final Semaphore arrivals = new Semaphore(0);
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean down;

    RewardServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    int requests() {
        return requests.get();
    }

    void let(int more) {
        answers.release(more);
    }

    /** From now on each request is answered with an error at once. */
    void goDown() {
        down = true;
    }

    void comeBack() {
        down = false;
    }

    /** Waits until so many more requests have come. */
    void awaitRequests(int more) throws InterruptedException {
        arrivals.acquire(more);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = new JsonMapper().readTree(exchange.getRequestBody());
            requests.incrementAndGet();
            arrivals.release();
            if (down) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            answers.acquire();
            byte[] body =
                    (request.has("messages") ? judgement(request) : rewards(request)).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String rewards(JsonNode request) {
        return request.path("rows")
                .valueStream()
                .map(row -> row.path("completion").textValue().length())
                .toList()
                .toString();
    }

    private static String judgement(JsonNode request) {
        String asked = request.path("messages").path(0).path("content").textValue();
        return "{\"choices\": [{\"message\": {\"content\": \"Score: %d\"}}]}".formatted(asked.length());
    }
}
