package io.kafkagrpo.model.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.model.JsonFile;
import io.kafkagrpo.model.ModelFormatException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Downloads models from a hub with Hugging Face's endpoints into the cache layout that its tools share:
 * {@code hub/models--OWNER--NAME/} with {@code blobs/ETAG}, {@code refs/REVISION} (the commit's id) and
 * {@code snapshots/COMMIT/FILE} (links to blobs). What is there is not fetched again; what broke off goes on where
 * it stopped; sizes and checksums are verified.
 */
public final class ModelHub {

    /**
     * Receives the progress of a download, on the downloading thread, at most a few times a second for each file.
     */
    @FunctionalInterface
    public interface Progress {
        /**
         * @param file the file's name within the model
         * @param received bytes on disk
         * @param total the file's size in bytes
         */
        void received(String file, long received, long total);

        /** Logs that the download of a file continues, and that it is complete. */
        Progress LOGGED = (file, received, total) -> {
            if (received == 0 || received == total) {
                LoggerFactory.getLogger(ModelHub.class).info("{}: {} of {} bytes", file, received, total);
            }
        };
    }

    /** The only files of a repository that a model directory needs; other weight formats stay where they are. */
    private static final Pattern WANTED = Pattern.compile("(config|generation_config|tokenizer|tokenizer_config"
            + "|special_tokens_map|added_tokens|vocab|model\\.safetensors\\.index)\\.json"
            + "|merges\\.txt|chat_template\\.(jinja|json)|model(-\\d+-of-\\d+)?\\.safetensors");

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*");
    private static final Pattern REVISION = Pattern.compile("[\\w][\\w.-]*(/[\\w][\\w.-]*)*");
    private static final String USUAL_ENDPOINT = "https://huggingface.co";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

    final Path cache;
    final @Nullable URI endpoint;
    private final @Nullable String token;
    final Progress progress;
    private final HubRetry retry;

    private ModelHub(Path cache, @Nullable URI endpoint, @Nullable String token, Progress progress, HubRetry retry) {
        this.retry = retry;
        this.cache = cache;
        this.endpoint = endpoint;
        this.token = token;
        this.progress = progress;
    }

    /**
     * A hub as the environment names it: the cache in HF_HUB_CACHE, else HF_HOME/hub, else
     * ~/.cache/huggingface/hub; the address in HF_ENDPOINT, else the public hub; the token in HF_TOKEN, else in the
     * file {@code token} of HF_HOME; no downloads where HF_HUB_OFFLINE is 1.
     */
    public static ModelHub of(Map<String, String> environment, Progress progress) {
        return of(environment, progress, HubRetry.USUAL);
    }

    static ModelHub of(Map<String, String> environment, Progress progress, HubRetry retry) {
        Path home = environment.containsKey("HF_HOME")
                ? Path.of(environment.get("HF_HOME"))
                : Path.of(environment.getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache"))
                        .resolve("huggingface");
        Path cache = environment.containsKey("HF_HUB_CACHE")
                ? Path.of(environment.get("HF_HUB_CACHE"))
                : home.resolve("hub");
        boolean offline = List.of("1", "true", "TRUE", "yes", "YES", "on", "ON")
                .contains(environment.getOrDefault("HF_HUB_OFFLINE", "0"));
        return new ModelHub(cache, offline ? null : endpoint(environment), token(environment, home), progress, retry);
    }

    private static URI endpoint(Map<String, String> environment) {
        String address = environment.getOrDefault("HF_ENDPOINT", USUAL_ENDPOINT);
        try {
            var uri = URI.create(address.strip().replaceFirst("/+$", ""));
            if (List.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException("HF_ENDPOINT is " + address + ", but must be an http or https address.", e);
        }
        throw new ModelFormatException("HF_ENDPOINT is " + address + ", but must be an http or https address.");
    }

    private static @Nullable String token(Map<String, String> environment, Path home) {
        String token = environment.get("HF_TOKEN");
        Path file = home.resolve("token");
        if ((token == null || token.isBlank()) && Files.isReadable(file)) {
            try {
                token = Files.readString(file);
            } catch (IOException e) {
                throw new ModelFormatException(file + " can't be read: " + e.getMessage() + ".", e);
            }
        }
        return token == null || token.isBlank() ? null : token.strip();
    }

    /** Whether a model setting has the form of a hub id, OWNER/NAME. */
    public static boolean isId(String model) {
        return ID.matcher(model).matches();
    }

    /**
     * The local directory of a model, downloaded where needed.
     *
     * @param id OWNER/NAME
     * @param revision a branch, tag or commit id; usually "main"
     * @throws ModelFormatException where the model is not there, may not be read, or arrives damaged
     */
    public Path fetch(String id, String revision) {
        if (!isId(id) || !REVISION.matcher(revision).matches()) {
            throw new ModelFormatException(
                    "The model " + id + " at revision " + revision + " is not named like OWNER/NAME and a revision.");
        }
        Path repository = cache.resolve("models--" + id.replace("/", "--"));
        try {
            Path known = knownSnapshot(repository, revision);
            if (known != null && ModelDirectory.isComplete(known)) {
                return known;
            }
            return download(id, revision, repository);
        } catch (IOException e) {
            throw new ModelFormatException("The model " + id + " can't be downloaded: " + e + ".", e);
        }
    }

    static @Nullable Path knownSnapshot(Path repository, String revision) throws IOException {
        Path reference = repository.resolve("refs").resolve(revision);
        String commit = COMMIT.matcher(revision).matches()
                ? revision
                : Files.exists(reference) ? Files.readString(reference).strip() : null;
        return commit == null ? null : repository.resolve("snapshots").resolve(commit);
    }

    private Path download(String id, String revision, Path repository) throws IOException {
        if (endpoint == null) {
            throw new ModelFormatException(
                    "The model " + id + " is not in " + cache + ", and HF_HUB_OFFLINE forbids to download it.");
        }
        try (HttpClient client = client()) {
            HubRequests requests = requests(client, endpoint);
            JsonFile info = requests.json("/api/models/" + id + "/revision/" + encoded(revision), id);
            String commit = info.string("sha");
            if (!COMMIT.matcher(commit).matches()) {
                throw info.wrong("sha", info.required("sha"), "a commit's id");
            }
            Path snapshot = repository.resolve("snapshots").resolve(commit);
            for (String file : wantedFiles(info, id)) {
                String path = "/" + id + "/resolve/" + commit + "/" + encoded(file);
                var download = new HubDownload(requests, path, file, repository, progress);
                download.into(snapshot);
            }
            if (!COMMIT.matcher(revision).matches()) {
                writeReference(repository, revision, commit);
            }
            return snapshot;
        }
    }

    static HttpClient client() {
        return HttpClient.newBuilder()
                // HTTP/2 gains nothing for a few large files, and asks a mirror without TLS to change over.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /** Requests to the hub's address, with its token. */
    HubRequests requests(HttpClient client, URI address) {
        return new HubRequests(client, address, token, retry);
    }

    static void writeReference(Path repository, String revision, String commit) throws IOException {
        Path reference = repository.resolve("refs").resolve(revision);
        // a branch's name may hold slashes
        Files.createDirectories(reference.resolveSibling("."));
        Files.writeString(reference, commit);
    }

    private static List<String> wantedFiles(JsonFile info, String id) {
        var files = new ArrayList<String>();
        for (JsonNode sibling : info.required("siblings")) {
            String name = sibling.path("rfilename").asText();
            if (WANTED.matcher(name).matches()) {
                files.add(name);
            }
        }
        // one file is enough where a repository holds both forms
        if (files.contains("model.safetensors")) {
            files.removeIf(name -> name.matches("model-.*|model\\.safetensors\\.index\\.json"));
        }
        if (files.stream().noneMatch(name -> name.endsWith(".safetensors"))) {
            throw new ModelFormatException("The model " + id + " has no safetensors files.");
        }
        // weights last: a snapshot that has them has all the rest, however a download ends
        files.sort(Comparator.comparing((String name) -> name.endsWith(".safetensors"))
                .thenComparing(Comparator.naturalOrder()));
        return files;
    }

    static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
