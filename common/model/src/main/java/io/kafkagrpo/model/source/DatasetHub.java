package io.kafkagrpo.model.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.model.JsonFile;
import io.kafkagrpo.model.ModelFormatException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Downloads a data set's files from the hub that {@link ModelHub} knows, into the same cache: {@code hub/datasets--OWNER--NAME/}.
 * What is there is not fetched again.
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
            List<String> cached = known == null ? List.of() : files(known);
            URI endpoint = hub.endpoint;
            if (known != null && !cached.isEmpty()) {
                List<String> chosen =
                        endpoint == null ? choice.of(cached, readme(known)) : chosenOrNone(choice, cached, known);
                if (!chosen.isEmpty() && choice.isWhole(chosen)) {
                    return chosen.stream().map(known::resolve).toList();
                }
            }
            if (endpoint == null) {
                throw new ModelFormatException("The data set " + id + " is not in " + hub.cache
                        + ", and HF_HUB_OFFLINE forbids to download it.");
            }
            return download(id, revision, repository, endpoint, choice);
        } catch (IOException e) {
            throw new ModelFormatException("The data set " + id + " can't be downloaded: " + e + ".", e);
        }
    }

    /** The hub may have what the cache lacks, so that a choice that fails there is no error yet. */
    private static List<String> chosenOrNone(Choice choice, List<String> cached, Path known) throws IOException {
        String readme = readme(known);
        try {
            return choice.of(cached, readme);
        } catch (RuntimeException notInTheCache) {
            return List.of();
        }
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
