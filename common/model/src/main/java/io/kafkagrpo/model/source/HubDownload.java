package io.kafkagrpo.model.source;

import io.kafkagrpo.hash.Digest;
import io.kafkagrpo.model.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * One file of a model: into {@code blobs/ETAG.incomplete} until it is whole and its checksum right, then renamed to
 * {@code blobs/ETAG} and linked from the snapshot. Large files' ETags are SHA-256, small ones' are git's SHA-1 of
 * {@code "blob SIZE\0"} and the content.
 */
final class HubDownload {

    private static final int MOST_REDIRECTS = 5;
    private static final Duration LONGEST_STALL = Duration.ofSeconds(60);
    private static final ReentrantLock WITHIN_THIS_PROCESS = new ReentrantLock();
    private static final int BUFFER = 1 << 16;
    private static final long REPORT_EVERY = 1 << 22;
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHA_1 = Pattern.compile("[0-9a-f]{40}");

    /** What the hub says of a file. */
    private record Description(URI address, String etag, long size) {}

    private final HubRequests requests;
    private final String path;
    private final String file;
    private final Path repository;
    private final ModelHub.Progress progress;

    HubDownload(HubRequests requests, String path, String file, Path repository, ModelHub.Progress progress) {
        this.requests = requests;
        this.path = path;
        this.file = file;
        this.repository = repository;
        this.progress = progress;
    }

    void into(Path snapshot) throws IOException {
        Path snapshotFile = snapshot.resolve(file);
        if (Files.exists(snapshotFile)) {
            return;
        }
        Description description = requests.retry().run("Asking for " + file, this::describe);
        Path blobs = Files.createDirectories(repository.resolve("blobs"));
        Path blob = blobs.resolve(description.etag());
        // the services of a run may start at once and want the same model
        WITHIN_THIS_PROCESS.lock();
        try (var lockFile = FileChannel.open(
                        blobs.resolve(description.etag() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = lockFile.lock()) {
            if (lock.isValid() && !Files.exists(blob)) {
                download(description, blob);
            }
            if (!Files.exists(snapshotFile)) {
                SnapshotLink.make(snapshotFile, blob);
            }
        } finally {
            WITHIN_THIS_PROCESS.unlock();
        }
    }

    /**
     * The hub answers a HEAD request itself, with the file's own size and checksum beside a redirect to its store.
     */
    private Description describe() throws IOException {
        URI uri = requests.uri(path);
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<InputStream> response = requests.send("HEAD", uri, 0);
            response.body().close();
            HttpHeaders headers = response.headers();
            String location = HubRequests.redirection(response);
            boolean linked = headers.firstValue("X-Linked-Etag").isPresent()
                    && headers.firstValue("X-Linked-Size").isPresent();
            if (location != null && !linked && requests.isHub(uri.resolve(location))) {
                uri = uri.resolve(location); // within the hub, such as a renamed repository's
                continue;
            }
            Optional<String> etag = headers.firstValue("X-Linked-Etag").or(() -> headers.firstValue("ETag"));
            if (location == null) {
                HubRequests.requireFound(response, file);
            }
            long size = headers.firstValueAsLong("X-Linked-Size")
                    .orElseGet(() -> headers.firstValueAsLong("Content-Length").orElse(-1));
            String name = etag.orElse("").replaceFirst("^W/", "").replace("\"", "");
            if (size < 0
                    || !(SHA_256.matcher(name).matches() || SHA_1.matcher(name).matches())) {
                throw new ModelFormatException(
                        "The hub gives no size and checksum for " + file + " (ETag " + name + ").");
            }
            return new Description(uri, name, size);
        }
        throw new IOException("too many redirects for " + file);
    }

    private void download(Description description, Path blob) throws IOException {
        Path partial = blob.resolveSibling(description.etag() + ".incomplete");
        // what has arrived stays, so that each try begins where the last one broke off
        requests.retry().run("Downloading " + file, () -> {
            append(description, partial);
            return partial;
        });
        String checksum = checksum(description, partial);
        if (!checksum.equals(description.etag())) {
            Files.delete(partial);
            throw new ModelFormatException("The download of " + file + " is damaged: its checksum is " + checksum
                    + " instead of " + description.etag() + "; it was deleted.");
        }
        Files.move(partial, blob, StandardCopyOption.ATOMIC_MOVE);
    }

    private void append(Description description, Path partial) throws IOException {
        long have = Files.exists(partial) ? Files.size(partial) : 0;
        if (have > description.size()) {
            Files.delete(partial);
            have = 0;
        }
        progress.received(file, have, description.size());
        if (have == description.size()) {
            if (have == 0) {
                Files.write(partial, new byte[0]);
            }
            return;
        }
        HttpResponse<InputStream> response = requests.content(description.address(), have);
        try (InputStream body = response.body()) {
            HubRequests.requireFound(response, file);
            // a store that ignores the range sends all of it again
            boolean resumed = have > 0 && response.statusCode() == 206 && startsAt(response, have);
            write(body, partial, resumed ? have : 0, description.size());
        }
    }

    private static boolean startsAt(HttpResponse<InputStream> response, long position) {
        return response.headers()
                .firstValue("Content-Range")
                .map(range -> range.startsWith("bytes " + position + "-"))
                .orElse(false);
    }

    private void write(InputStream body, Path partial, long from, long size) throws IOException {
        try (var guard = new StallGuard(body, LONGEST_STALL);
                var out = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.truncate(from);
            out.position(from);
            long received = from;
            long reported = from;
            var buffer = new byte[BUFFER];
            for (int count; (count = body.read(buffer)) >= 0; ) {
                guard.progressed();
                received += count;
                if (received > size) {
                    throw new IOException("more than " + size + " bytes came");
                }
                var bytes = ByteBuffer.wrap(buffer, 0, count);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                if (received - reported >= REPORT_EVERY || received == size) {
                    progress.received(file, received, size);
                    reported = received;
                }
            }
            if (received != size) {
                throw new IOException("the connection ended after " + received + " of " + size + " bytes");
            }
            out.force(true);
        }
    }

    private static String checksum(Description description, Path partial) throws IOException {
        boolean large = SHA_256.matcher(description.etag()).matches();
        try (var in = Files.newInputStream(partial)) {
            var digest = large ? Digest.sha256() : Digest.sha1();
            if (!large) {
                digest.add("blob " + description.size() + "\0");
            }
            var buffer = new byte[BUFFER];
            for (int count; (count = in.read(buffer)) >= 0; ) {
                digest.add(buffer, count);
            }
            return digest.hex();
        }
    }
}
