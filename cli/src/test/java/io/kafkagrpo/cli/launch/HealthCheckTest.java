package io.kafkagrpo.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthCheckTest {
    private static final byte[] BODY = "{\"status\": \"DOWN\"}".getBytes(StandardCharsets.UTF_8);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        server.stop(0);
        threads.close();
    }

    @Test
    void aServiceThatStopsInTheMiddleOfItsAnswerHoldsNobodyUp() throws InterruptedException {
        // Given: it sends its headers and half of its body
        answer(BODY.length, BODY.length / 2);
        // When, Then
        try (HealthCheck health = new HealthCheck();
                Readiness readiness = new Readiness()) {
            assertThatThrownBy(() -> health.ask(HealthCheck.Question.READY, "127.0.0.1", port()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("/q/health/ready did not answer");
            assertThat(asked.getCount()).isZero();
            assertThat(readiness.isReady("127.0.0.1", port())).isFalse();
        }
    }

    @Test
    void anAnswerIsHandedOverWhateverItsStatus() throws Exception {
        goOn.countDown();
        answer(BODY.length, BODY.length);
        try (HealthCheck health = new HealthCheck()) {
            assertThat(health.ask(HealthCheck.Question.READY, "127.0.0.1", port())
                            .statusCode())
                    .isEqualTo(503);
            assertThat(health.ask(HealthCheck.Question.READY, "127.0.0.1", port())
                            .body())
                    .isEqualTo(new String(BODY, StandardCharsets.UTF_8));
        }
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private void answer(int said, int sent) {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(503, said);
            exchange.getResponseBody().write(BODY, 0, sent);
            exchange.getResponseBody().flush();
            asked.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            } finally {
                exchange.close();
            }
        });
    }
}
