package io.kafkagrpo.model.source;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The hub's endpoints for one model, and the store that it redirects to for large files, with faults on demand. */
final class HubServer implements AutoCloseable {

    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private final HttpServer hub = HttpServer.create(loopback(), 0);
    private final HttpServer store = HttpServer.create(loopback(), 0);
    private final String id;
    private final Map<String, byte[]> small = new LinkedHashMap<>();
    private final Map<String, byte[]> large = new LinkedHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> storeAuthorizations = new CopyOnWriteArrayList<>();
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private volatile String corrupted = "";
    private volatile int breakAfter;
    private final AtomicInteger breaksLeft = new AtomicInteger();
    private volatile boolean rangesIgnored;
    private volatile int refusal;

    HubServer(String id) throws IOException {
        this.id = id;
        hub.createContext("/", this::answer);
        store.createContext("/", this::sendFromStore);
        hub.start();
        store.start();
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    String address() {
        return "http://localhost:" + hub.getAddress().getPort();
    }

    HubServer small(String name, String content) {
        small.put(name, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    HubServer large(String name, byte[] content) {
        large.put(name, content);
        return this;
    }

    void breakOffAfter(int bytes, int times) {
        breakAfter = bytes;
        breaksLeft.set(times);
    }

    void ignoreRanges() {
        rangesIgnored = true;
    }

    void corrupt(String name) {
        corrupted = name;
    }

    void refuse(int status) {
        refusal = status;
    }

    List<String> requests() {
        return requests;
    }

    List<String> ranges() {
        return ranges;
    }

    List<String> authorizations(String path) {
        return requests.stream()
                .filter(request -> request.startsWith(path))
                .map(request -> request.substring(request.indexOf(' ') + 1))
                .toList();
    }

    List<String> storeAuthorizations() {
        return storeAuthorizations;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            requests.add(path + " " + authorization(exchange));
            String resolve = "/" + id + "/resolve/" + COMMIT + "/";
            String name = path.startsWith(resolve) ? path.substring(resolve.length()) : "";
            byte[] smallFile = small.get(name);
            byte[] largeFile = large.get(name);
            if (refusal != 0) {
                exchange.sendResponseHeaders(refusal, -1);
            } else if (path.equals("/api/models/" + id + "/revision/main")) {
                send(exchange, 200, info().getBytes(StandardCharsets.UTF_8));
            } else if (smallFile != null) {
                exchange.getResponseHeaders().set("ETag", "\"" + gitHash(smallFile) + "\"");
                send(exchange, 200, stored(name, smallFile));
            } else if (largeFile != null) {
                Headers headers = exchange.getResponseHeaders();
                headers.set("X-Linked-Etag", "\"" + sha256(largeFile) + "\"");
                headers.set("X-Linked-Size", "" + largeFile.length);
                headers.set("Location", "http://localhost:" + store.getAddress().getPort() + "/" + name);
                exchange.sendResponseHeaders(302, -1);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private static String authorization(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        return header == null ? "none" : header;
    }

    private String info() {
        var names = new ArrayList<>(small.keySet());
        names.addAll(large.keySet());
        List<String> siblings =
                names.stream().map(name -> "{\"rfilename\": \"" + name + "\"}").toList();
        return "{\"sha\": \"" + COMMIT + "\", \"siblings\": [" + String.join(", ", siblings) + "]}";
    }

    private void sendFromStore(HttpExchange exchange) throws IOException {
        try (exchange) {
            storeAuthorizations.add(authorization(exchange));
            String name = exchange.getRequestURI().getPath().substring(1);
            byte[] content = stored(name, Objects.requireNonNull(large.get(name)));
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = 0;
            if (range != null) {
                ranges.add(range);
                if (!rangesIgnored) {
                    from = Integer.parseInt(range.replaceAll("\\D", ""));
                    exchange.getResponseHeaders()
                            .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
                }
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
            boolean broken = breaksLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            int until = broken ? Math.min(content.length, from + breakAfter) : content.length;
            exchange.getResponseBody().write(content, from, until - from);
            exchange.getResponseBody().flush();
            if (broken) {
                throw new IOException("broken off on purpose");
            }
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", "" + content.length);
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private byte[] stored(String name, byte[] content) {
        byte[] sent = content.clone();
        if (name.equals(corrupted)) {
            sent[sent.length / 2] ^= 1;
        }
        return sent;
    }

    static String sha256(byte[] content) {
        return hash("SHA-256", content);
    }

    private static String gitHash(byte[] content) {
        byte[] prefix = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] both = java.util.Arrays.copyOf(prefix, prefix.length + content.length);
        System.arraycopy(content, 0, both, prefix.length, content.length);
        return hash("SHA-1", both);
    }

    private static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
    }
}
