package io.kafkagrpo.cli.bench.reward;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.task.reward.RewardOutcome;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.outside.OutsideRewards;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Times one slow function by itself. */
final class FunctionBench {
    static final int LATENCY_MS = 200;
    private static final int FAILURE_EVERY = 100;
    private static final int IN_FLIGHT = 4096;
    private static final ScoringInput INPUT =
            new ScoringInput("What is 2+2?", "4", "<answer>4</answer>", FinishReason.STOP, 5);

    private FunctionBench() {}

    /** Seconds for so many scores of a trivial function in one worker. */
    static double python(Path folder, int count) throws IOException {
        Path script = Files.writeString(
                folder.resolve("trivial.py"),
                "def reward(completions, **columns):\n    return [float(len(c)) for c in completions]\n");
        return seconds(Map.of("python.script", script.toString(), "python.batch", "256"), count);
    }

    /**
     * Seconds for so many scores of a server of {@link #LATENCY_MS}, one of which in a hundred it
     * refuses at first.
     */
    static double http(int concurrency, int count) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(threads);
            server.createContext("/", exchange -> answer(exchange, requests.incrementAndGet()));
            server.start();
            return seconds(
                    Map.of(
                            "http.url",
                            "http://127.0.0.1:" + server.getAddress().getPort(),
                            "http.batch",
                            "1",
                            "http.concurrency",
                            Integer.toString(concurrency)),
                    count);
        } finally {
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange, int number) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Thread.sleep(LATENCY_MS);
            byte[] body = "[1]".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(number % FAILURE_EVERY == 0 ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static double seconds(Map<String, String> parameters, int count) {
        try (RewardSet rewards = RewardSet.of(
                List.of(new RewardSpecification("measured", 1, parameters)), OutsideRewards.registry(List.of()))) {
            AtomicInteger missing = new AtomicInteger();
            Semaphore inFlight = new Semaphore(IN_FLIGHT);
            long began = System.nanoTime();
            for (int i = 0; i < count; i++) {
                inFlight.acquireUninterruptibly();
                CompletableFuture<?> _ = rewards.ask(INPUT).handle((outcomes, failure) -> {
                    boolean none = failure != null || outcomes.getFirst() instanceof RewardOutcome.Missing;
                    missing.addAndGet(none ? 1 : 0);
                    inFlight.release();
                    return null;
                });
            }
            inFlight.acquireUninterruptibly(IN_FLIGHT);
            double seconds = (System.nanoTime() - began) / 1e9;
            if (missing.get() > 0) {
                throw new CommandFailure(ExitCode.INTERNAL, "%d of the scores are missing.".formatted(missing.get()));
            }
            return seconds;
        }
    }
}
