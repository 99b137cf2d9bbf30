package io.kafkagrpo.cli.bench.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.cli.launch.FileTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When the system's own Chromium first paints a page, by its DevTools protocol. One question at a time. */
record BrowserPaint(Path program) {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String LISTENING = "DevTools listening on ";
    private static final int PATIENCE_SECONDS = 60;

    /** Milliseconds from the beginning of the navigation, once something is painted. */
    private static final String PAINTED = """
            new Promise(done => {
              const look = () => {
                const paint = performance.getEntriesByName('first-contentful-paint')[0];
                if (paint) done(paint.startTime); else setTimeout(look, 10);
              };
              look();
            })""";

    static Optional<BrowserPaint> find() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .map(BrowserPaint::new);
    }

    PageClock.Taken time(int times, URI page) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory("grpo-bench-chromium");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox", // it may be root that measures, and it sees the page of this process only
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .start();
        try (BufferedReader words = process.errorReader(StandardCharsets.UTF_8)) {
            String address = words.lines()
                    .filter(line -> line.startsWith(LISTENING))
                    .findFirst()
                    .orElseThrow(() -> new IOException("Chromium ended before it listened."));
            // what it says later must not fill the pipe
            Thread.ofVirtual().start(() -> words.lines().forEach(_ -> {}));
            return time(times, page, new Session(URI.create(address.substring(LISTENING.length()))));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.onExit().join();
            FileTree.delete(profile);
        }
    }

    private static PageClock.Taken time(int times, URI page, Session browser) throws IOException, InterruptedException {
        String target = browser.ask("Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asText();
        browser.session = browser.ask("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asText();
        browser.ask("Network.enable", Map.of());
        browser.ask("Network.setCacheDisabled", Map.of("cacheDisabled", true));
        browser.ask("Page.enable", Map.of());
        double[] taken = new double[times];
        for (int i = 0; i < times; i++) {
            browser.ask("Page.navigate", Map.of("url", page.toString()));
            taken[i] = browser.ask(
                            "Runtime.evaluate",
                            Map.of("expression", PAINTED, "awaitPromise", true, "returnByValue", true))
                    .path("result")
                    .path("value")
                    .asDouble();
        }
        double first = taken[0];
        Arrays.sort(taken);
        return new PageClock.Taken(first, PageClock.median(taken), taken[times - 1], 0);
    }

    /** A connection to the browser. */
    private static final class Session implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();
        private final WebSocket socket;
        private int questions;
        private @Nullable String session;

        Session(URI address) {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(address, this)
                    .join();
        }

        JsonNode ask(String method, Map<String, Object> parameters) throws IOException, InterruptedException {
            int id = ++questions;
            ObjectNode question = MAPPER.createObjectNode().put("id", id).put("method", method);
            question.set("params", MAPPER.valueToTree(parameters));
            if (session != null) {
                question.put("sessionId", session);
            }
            socket.sendText(question.toString(), true).join();
            while (true) {
                @Nullable String message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (message == null) {
                    throw new IOException(
                            "Chromium has not answered %s within %d s.".formatted(method, PATIENCE_SECONDS));
                }
                JsonNode answer = MAPPER.readTree(message);
                if (answer.path("id").asInt() == id) {
                    if (answer.has("error")) {
                        throw new IOException("Chromium refuses %s: %s".formatted(method, answer.path("error")));
                    }
                    return answer.path("result");
                }
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                messages.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
