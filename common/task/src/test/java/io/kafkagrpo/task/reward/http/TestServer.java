package io.kafkagrpo.task.reward.http;

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
import java.util.concurrent.atomic.AtomicInteger;

/** The JDK's own server on a free port of this machine. */
final class TestServer implements AutoCloseable {

    record Answer(int status, String body) {}

    /** Makes an answer of a request's JSON. */
    interface Handler {
        Answer answer(JsonNode request) throws InterruptedException;
    }

    interface Body {
        String of(JsonNode request);
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String authorization = "";

    private TestServer(HttpServer server) {
        this.server = server;
    }

    static Answer ok(String body) {
        return new Answer(200, body);
    }

    static TestServer json(Body body) throws IOException {
        return of(request -> ok(body.of(request)));
    }

    static TestServer of(Handler handler) throws IOException {
        TestServer server =
                new TestServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        server.server.setExecutor(server.threads);
        server.server.createContext("/", exchange -> server.handle(exchange, handler));
        server.server.start();
        return server;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    int requests() {
        return requests.get();
    }

    /** The last request's header. */
    String authorization() {
        return authorization;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange, Handler handler) throws IOException {
        requests.incrementAndGet();
        authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        try (exchange) {
            Answer answer = handler.answer(new JsonMapper().readTree(exchange.getRequestBody()));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
