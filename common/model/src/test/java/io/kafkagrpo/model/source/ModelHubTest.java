package io.kafkagrpo.model.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.TinyModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from a local server that imitates the hub's endpoints. */
class ModelHubTest {

    private static final String ID = "Tiny/Model-1.5B";
    private static final byte[] WEIGHTS = new byte[300_000];

    @TempDir
    Path home;

    private HubServer server;
    private final List<String> progress = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < WEIGHTS.length; i++) {
            WEIGHTS[i] = (byte) (i * 31 + i / 256);
        }
        server = new HubServer(ID);
        server.small("config.json", "{}").small("tokenizer.json", "{\"a\": 1}").small("README.md", "# read me");
        server.large("model.safetensors", WEIGHTS).large("pytorch_model.bin", WEIGHTS);
        environment.put("HF_HOME", home.toString());
        environment.put("HF_ENDPOINT", server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ModelHub hub() {
        return ModelHub.of(
                environment,
                (file, received, total) -> progress.add(file + " " + received + "/" + total),
                new HubRetry(3, Duration.ofMillis(1)));
    }

    private Path repository() {
        return home.resolve("hub/models--Tiny--Model-1.5B");
    }

    @Test
    void filesArriveInTheCacheLayoutOfTheHubsOwnTools() throws IOException {
        // When
        Path directory = hub().fetch(ID, "main");

        // Then
        assertThat(directory).isEqualTo(repository().resolve("snapshots/" + HubServer.COMMIT));
        assertThat(repository().resolve("refs/main")).hasContent(HubServer.COMMIT);
        assertThat(directory.resolve("model.safetensors")).isSymbolicLink().hasBinaryContent(WEIGHTS);
        assertThat(Files.readSymbolicLink(directory.resolve("model.safetensors")))
                .isEqualTo(Path.of("../../blobs/" + HubServer.sha256(WEIGHTS)));
        assertThat(directory.resolve("config.json")).hasContent("{}");
        assertThat(directory.resolve("README.md")).doesNotExist();
        assertThat(directory.resolve("pytorch_model.bin")).doesNotExist();
        assertThat(progress).contains("model.safetensors 0/300000", "model.safetensors 300000/300000");
    }

    @Test
    void whatIsThereIsNotAskedForAgain() {
        Path first = hub().fetch(ID, "main");
        int before = server.requests().size();
        assertThat(hub().fetch(ID, "main")).isEqualTo(first);
        assertThat(server.requests()).hasSize(before);

        // and works without a hub
        environment.put("HF_HUB_OFFLINE", "1");
        assertThat(hub().fetch(ID, "main")).isEqualTo(first);
        assertThatThrownBy(() -> hub().fetch("Tiny/Other", "main")).hasMessageContaining("HF_HUB_OFFLINE forbids");
    }

    @Test
    void aBrokenConnectionGoesOnWhereItStopped() {
        // Given a store that breaks off twice in the middle
        server.breakOffAfter(100_000, 2);

        // When
        Path directory = hub().fetch(ID, "main");

        // Then the rest was asked for, not the whole
        assertThat(directory.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(server.ranges()).hasSize(2).allMatch(range -> range.matches("bytes=[1-9]\\d*-"));
    }

    @Test
    void aDownloadThatGaveUpIsContinuedByTheNext() throws IOException {
        // Given more breaks than tries
        server.breakOffAfter(50_000, 3);
        assertThatThrownBy(() -> hub().fetch(ID, "main"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("Downloading model.safetensors failed 3 times");
        long have = Files.size(repository().resolve("blobs/" + HubServer.sha256(WEIGHTS) + ".incomplete"));
        assertThat(have).isPositive().isLessThan(WEIGHTS.length);

        // When, then
        assertThat(hub().fetch(ID, "main").resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(server.ranges()).contains("bytes=" + have + "-");
    }

    @Test
    void aStoreWithoutRangesSendsAllAgain() {
        server.breakOffAfter(100_000, 1);
        server.ignoreRanges();
        assertThat(hub().fetch(ID, "main").resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void aWrongChecksumIsRefusedAndNotKept() {
        server.corrupt("model.safetensors");
        assertThatThrownBy(() -> hub().fetch(ID, "main"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("The download of model.safetensors is damaged: its checksum is ")
                .hasMessageContaining(" instead of " + HubServer.sha256(WEIGHTS));
        assertThat(repository().resolve("blobs")).isDirectoryNotContaining("glob:**" + HubServer.sha256(WEIGHTS));
        assertThat(repository().resolve("snapshots/" + HubServer.COMMIT + "/model.safetensors"))
                .doesNotExist();
    }

    @Test
    void smallFilesAreVerifiedToo() {
        server.corrupt("config.json");
        assertThatThrownBy(() -> hub().fetch(ID, "main"))
                .hasMessageContaining("The download of config.json is damaged");
    }

    @Test
    void theTokenGoesToTheHubAndNotToItsStore() {
        environment.put("HF_TOKEN", "secret");
        hub().fetch(ID, "main");
        assertThat(server.authorizations("/api/")).containsOnly("Bearer secret");
        assertThat(server.authorizations("/Tiny/")).containsOnly("Bearer secret");
        assertThat(server.storeAuthorizations()).isNotEmpty().containsOnly("none");
    }

    @Test
    void refusalsSayWhatToDo() {
        assertThatThrownBy(() -> hub().fetch("Tiny/Missing", "main"))
                .hasMessage("The hub has no Tiny/Missing (HTTP 404).");
        server.refuse(401);
        assertThatThrownBy(() -> hub().fetch(ID, "main"))
                .hasMessageContaining("The hub refuses " + ID + " (HTTP 401)")
                .hasMessageContaining("set HF_TOKEN");
        server.refuse(503);
        assertThatThrownBy(() -> hub().fetch(ID, "main"))
                .hasMessageContaining("Asking the hub about " + ID + " failed 3 times, at last with HTTP 503");
        environment.put("HF_ENDPOINT", "nonsense");
        assertThatThrownBy(this::hub).hasMessage("HF_ENDPOINT is nonsense, but must be an http or https address.");
    }

    @Test
    void aModelSettingIsADirectoryOrAnId() throws IOException {
        // Given a local directory, complete
        Path local = TinyModels.write(home.resolve("models/tiny"), TinyModels.QWEN2);
        Files.writeString(local.resolve("tokenizer.json"), "{}", StandardCharsets.UTF_8);

        // Then it is used as it is
        assertThat(ModelDirectory.resolve("models/tiny", home, hub(), "main").path())
                .isEqualTo(local);
        assertThat(server.requests()).isEmpty();

        // and an id is downloaded
        assertThat(ModelDirectory.resolve(ID, home, hub(), "main").path())
                .isEqualTo(repository().resolve("snapshots/" + HubServer.COMMIT));

        // and anything else is refused
        assertThatThrownBy(() -> ModelDirectory.resolve("./nowhere", home, hub(), "main"))
                .hasMessageContaining("The model ./nowhere is neither a directory (")
                .hasMessageEndingWith(" does not exist) nor a hub id like OWNER/NAME.");
        for (String name : List.of("tokenizer.json", "config.json")) {
            Files.delete(local.resolve(name));
            assertThatThrownBy(() -> ModelDirectory.at(local))
                    .hasMessage("The model directory " + local + " lacks " + name + ".");
        }
    }
}
