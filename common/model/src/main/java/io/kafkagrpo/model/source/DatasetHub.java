package io.kafkagrpo.model.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.model.JsonFile;
import io.kafkagrpo.model.ModelFormatException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Downloads a data set's files from the hub that {@link ModelHub} knows, into the same cache: {@code
 * hub/datasets--OWNER--NAME/}. What is there is not fetched again; a choice of which a part is missing is
 * completed.
 */
public final class DatasetHub {

    private static final String README = "README.md";

    private final ModelHub hub;

    private DatasetHub(ModelHub hub) {
        this.hub = hub;
    }

    /** Which of a repository's files are wanted. */
    public interface Choice {
        /**
         * The wanted ones.
         *
         * @param files all of the repository, or all that are in the cache
         * @param readme its README; empty where it has none
         */
        List<String> of(List<String> files, String readme);

        /** Whether a choice out of the cache has all its parts. */
        boolean isWhole(List<String> chosen);
    }

    /** The hub that the environment names; see {@link ModelHub#of}. */
    public static DatasetHub of(Map<String, String> environment, ModelHub.Progress progress) {
        return new DatasetHub(ModelHub.of(environment, progress));
    }

    /**
     * The chosen files, downloaded where needed.
     *
     * @param id OWNER/NAME
     * @param revision a branch, tag or commit id; usually "main"
     * @throws ModelFormatException where the data set is not there, may not be read, or arrives damaged
     */
    public List<Path> fetch(String id, String revision, Choice choice) {
        Path repository = hub.cache.resolve("datasets--" + id.replace("/", "--"));
        try {
            Path known = ModelHub.knownSnapshot(repository, revision);
            URI endpoint = hub.endpoint;
            List<String> listing = known == null ? List.of() : listing(repository, known);
            if (known != null && !listing.isEmpty() && hasReadmeOf(known, listing)) {
                List<String> chosen = choice.of(listing, readme(known));
                List<String> missing = chosen.stream()
                        .filter(file -> !Files.exists(known.resolve(file)))
                        .toList();
                if (missing.isEmpty()) {
                    return chosen.stream().map(known::resolve).toList();
                }
                if (endpoint == null) {
                    throw new ModelFormatException(
                            "Of the data set %s, %s lacks %s, and HF_HUB_OFFLINE forbids to download more."
                                    .formatted(id, hub.cache, String.join(", ", missing)));
                }
            }
            if (endpoint != null) {
                return download(id, revision, repository, endpoint, choice);
            }
            List<String> cached = known == null ? List.of() : files(known);
            List<String> chosen = known == null || cached.isEmpty() ? List.of() : choice.of(cached, readme(known));
            if (known == null || chosen.isEmpty() || !choice.isWhole(chosen)) {
                throw new ModelFormatException("The data set " + id + " is not in " + hub.cache
                        + ", and HF_HUB_OFFLINE forbids to download it.");
            }
            return chosen.stream().map(known::resolve).toList();
        } catch (IOException e) {
            throw new ModelFormatException("The data set " + id + " can't be downloaded: " + e + ".", e);
        }
    }

    private static boolean hasReadmeOf(Path snapshot, List<String> listing) {
        return !listing.contains(README) || Files.exists(snapshot.resolve(README));
    }

    /**
     * What the repository holds at a commit, as the hub once said; empty where nobody asked. Only with it is a
     * download that was interrupted between two files known from a whole one.
     */
    private static List<String> listing(Path repository, Path snapshot) throws IOException {
        Path file = listingFile(repository, String.valueOf(snapshot.getFileName()));
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static void writeListing(Path repository, String commit, List<String> files) throws IOException {
        Path file = listingFile(repository, commit);
        Files.createDirectories(file.getParent());
        Path draft = file.resolveSibling(commit + ".new");
        Files.write(draft, files);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path listingFile(Path repository, String commit) {
        return repository.resolve(".listings").resolve(commit);
    }

    private List<Path> download(String id, String revision, Path repository, URI endpoint, Choice choice)
            throws IOException {
        try (HttpClient client = ModelHub.client()) {
            HubRequests requests = hub.requests(client, endpoint);
            JsonFile info =
                    requests.json("/api/datasets/" + id + "/revision/" + ModelHub.encoded(revision), "data set " + id);
            String commit = info.string("sha");
            if (!commit.matches("[0-9a-f]{40}")) {
                throw info.wrong("sha", info.required("sha"), "a commit's id");
            }
            Path snapshot = repository.resolve("snapshots").resolve(commit);
            List<String> all = new ArrayList<>();
            for (JsonNode sibling : info.required("siblings")) {
                String name = sibling.path("rfilename").asText();
                if (snapshot.resolve(name).normalize().startsWith(snapshot)) {
                    all.add(name);
                }
            }
            writeListing(repository, commit, all);
            if (all.contains(README)) {
                fetch(requests, id, commit, README, repository, snapshot);
            }
            List<Path> files = new ArrayList<>();
            for (String file : choice.of(all, readme(snapshot))) {
                fetch(requests, id, commit, file, repository, snapshot);
                files.add(snapshot.resolve(file));
            }
            if (!commit.equals(revision)) {
                ModelHub.writeReference(repository, revision, commit);
            }
            return files;
        }
    }

    private void fetch(HubRequests requests, String id, String commit, String file, Path repository, Path snapshot)
            throws IOException {
        String encoded = Arrays.stream(file.split("/")).map(ModelHub::encoded).collect(Collectors.joining("/"));
        String path = "/datasets/" + id + "/resolve/" + commit + "/" + encoded;
        new HubDownload(requests, path, file, repository, hub.progress).into(snapshot);
    }

    private static String readme(Path snapshot) throws IOException {
        Path readme = snapshot.resolve(README);
        return Files.exists(readme) ? Files.readString(readme) : "";
    }

    private static List<String> files(Path snapshot) throws IOException {
        if (!Files.isDirectory(snapshot)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(snapshot)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> snapshot.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
