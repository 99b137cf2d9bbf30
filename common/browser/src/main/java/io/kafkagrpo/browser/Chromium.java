package io.kafkagrpo.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The system's own Chromium without a screen, driven by its DevTools protocol: no driver, nothing to download. Used by
 * one thread. Whatever is asked of it fails with an {@link IOException} if the browser refuses it or says nothing for a
 * minute.
 */
public final class Chromium implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String LISTENING = "DevTools listening on ";
    private static final int PATIENCE_SECONDS = 60;
    private static final int ATTEMPTS = 10;

    /** The browser's own refusal, as of an expression whose page has gone. */
    private static final class RefusedException extends IOException {
        RefusedException(String message) {
            super(message);
        }
    }

    private final Process process;
    private final Path profile;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();
    private final WebSocket socket;
    private @Nullable String session;

    /** Where the browser is, if this machine has one. */
    public static Optional<Path> program() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it, with a profile of its own that {@link #close} deletes. */
    public Chromium(Path program) throws IOException, InterruptedException {
        profile = Files.createTempDirectory("chromium");
        process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox", // it may be root that tests, and it sees its own pages only
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        try {
            socket = connect();
            String target = send("Target.createTarget", Map.of("url", "about:blank"))
                    .path("targetId")
                    .asText();
            session = send("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                    .path("sessionId")
                    .asText();
            for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
                send(domain + ".enable", Map.of());
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            end();
            throw e;
        }
    }

    /** Waits until it listens. */
    private WebSocket connect() throws IOException, InterruptedException {
        BufferedReader words = process.errorReader(StandardCharsets.UTF_8);
        String address = words.lines()
                .filter(line -> line.startsWith(LISTENING))
                .findFirst()
                .orElseThrow(() -> new IOException("Chromium ended before it listened."));
        // what it says later must not fill the pipe
        Thread.ofVirtual().start(() -> words.lines().forEach(_ -> {}));
        return await(
                "its socket",
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(
                                URI.create(address.substring(LISTENING.length())), new WholeMessages(this::receive)));
    }

    /** A window of this width, in light or in dark. */
    public void look(int width, String scheme) throws IOException, InterruptedException {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** From now on each page is loaded as at the first visit. */
    public void keepNothing() throws IOException, InterruptedException {
        send("Network.setCacheDisabled", Map.of("cacheDisabled", true));
    }

    /** Pages' Content-Security-Policy is kept, or passed over as by a browser that knows none. */
    public void keepPolicy(boolean kept) throws IOException, InterruptedException {
        send("Page.setBypassCSP", Map.of("enabled", !kept));
    }

    /** Opens an address and waits until all of it is loaded. */
    public void open(URI address) throws IOException, InterruptedException {
        String trouble = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            loaded = new CompletableFuture<>();
            trouble = send("Page.navigate", Map.of("url", address.toString()))
                    .path("errorText")
                    .asText();
            await(address.toString(), loaded);
            // another process has changed the machine's networks, which Chromium takes for a broken connection
            if (!trouble.equals("net::ERR_NETWORK_CHANGED")) {
                return;
            }
        }
        throw new IOException("%s: %s, %d times".formatted(address, trouble, ATTEMPTS));
    }

    /** The value of an expression; a promise is waited for. */
    public JsonNode evaluate(String expression) throws IOException, InterruptedException {
        JsonNode answer =
                send("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalArgumentException(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Waits until an expression is true, on this page or on the one that it leads to. */
    public void await(String condition) throws IOException, InterruptedException {
        @Nullable RefusedException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                awaitHere(condition);
                return;
            } catch (RefusedException navigated) {
                last = navigated;
            }
        }
        throw new IOException("%s was not seen, on %d pages".formatted(condition, ATTEMPTS), last);
    }

    private void awaitHere(String condition) throws IOException, InterruptedException {
        evaluate("new Promise(r => { const look = () => (%s) ? r(true) : setTimeout(look, 20); look(); })"
                .formatted(condition));
    }

    /** Presses a key where the focus is. */
    public void press(String key) throws IOException, InterruptedException {
        send("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key));
        send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }

    /** A picture of the whole page. */
    public void screenshot(Path file) throws IOException, InterruptedException {
        String data = send("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
                .path("data")
                .asText();
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(data));
    }

    /** Every address that was asked for so far. */
    public List<String> requests() {
        return requests;
    }

    /** What went wrong in pages so far: exceptions, refused scripts, missing files, dialogs that asked for a click. */
    public List<String> errors() {
        return errors;
    }

    private JsonNode send(String method, Map<String, Object> parameters) throws IOException, InterruptedException {
        int id = ids.incrementAndGet();
        ObjectNode message = MAPPER.createObjectNode().put("id", id).put("method", method);
        message.set("params", MAPPER.valueToTree(parameters));
        if (session != null) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        await(method, socket.sendText(message.toString(), true));
        return await(method, answer);
    }

    private static <T> T await(String what, CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("Chromium had no answer to %s in %d s.".formatted(what, PATIENCE_SECONDS), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RefusedException refused) {
                throw refused;
            }
            throw new IOException("Chromium failed at %s.".formatted(what), e);
        }
    }

    private void receive(String text) {
        try {
            receive(MAPPER.readTree(text));
        } catch (IOException e) {
            errors.add(e.toString());
        }
    }

    private void receive(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer =
                    answers.remove(message.path("id").asInt());
            if (answer != null) {
                if (message.has("error")) {
                    answer.completeExceptionally(
                            new RefusedException(message.path("error").toString()));
                } else {
                    answer.complete(message.path("result"));
                }
            }
            return;
        }
        JsonNode parameters = message.path("params");
        switch (message.path("method").asText()) {
            case "Page.loadEventFired" -> loaded.complete(null);
            case "Network.requestWillBeSent" ->
                requests.add(parameters.path("request").path("url").asText());
            case "Runtime.exceptionThrown", "Page.javascriptDialogOpening" -> errors.add(parameters.toString());
            case "Log.entryAdded" -> {
                if (parameters.path("entry").path("level").asText().equals("error")
                        && !parameters.toString().contains("ERR_NETWORK_CHANGED")) {
                    errors.add(parameters.path("entry").toString());
                }
            }
            default -> {}
        }
    }

    @Override
    public void close() {
        socket.abort();
        end();
    }

    private void end() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
