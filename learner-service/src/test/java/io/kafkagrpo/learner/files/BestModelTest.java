package io.kafkagrpo.learner.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkagrpo.learner.step.TinyTrainer;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.Evaluation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BestModelTest {
    @TempDir
    private Path folder;

    private Path runDirectory;
    private Path source;
    private ModelConfig model;
    private final Map<Long, HostWeights> weights = new HashMap<>();

    @BeforeEach
    void readModel() throws Exception {
        runDirectory = Files.createDirectory(folder.resolve("run"));
        source = Files.createDirectory(folder.resolve("source"));
        Files.writeString(source.resolve("config.json"), TinyTrainer.CONFIG);
        model = ModelConfig.read(source);
    }

    @AfterEach
    void closeWeights() {
        weights.values().forEach(HostWeights::close);
    }

    @Test
    void keepsTheHighestAccuracyAndOfEqualsTheEarlierWhateverEndsFirst() throws Exception {
        // Given five versions under evaluation, two of them equally good, the later of which ends first
        BestModel best = opened(List.of(), Set.of(), 0);
        for (long version = 0; version <= 4; version++) {
            best.begun(version, weights(version));
        }
        // When
        end(best, 0, 0.25);
        assertThat(kept()).isEqualTo(0);
        end(best, 3, 0.75);
        assertThat(kept()).isEqualTo(3);
        end(best, 2, 0.75);
        // Then
        assertThat(kept()).isEqualTo(2);
        end(best, 1, 0.5);
        end(best, 4, 0.75);
        assertThat(kept()).isEqualTo(2);
        assertThat(description().get("metric").asText()).isEqualTo("accuracy");
        assertThat(description().get("value").asDouble()).isEqualTo(0.75);
        assertThat(runDirectory.resolve("evaluating")).isEmptyDirectory();
    }

    @Test
    void anEvaluationThatEndsAfterARestartFindsItsWeights() throws Exception {
        // Given a process that ends while versions 2 and 4 are being evaluated, before it put those of 4 aside
        BestModel first = opened(List.of(), Set.of(), 0);
        first.begun(0, weights(0));
        end(first, 0, 0.25);
        first.begun(2, weights(2));
        // When the next one takes up the log
        BestModel second = opened(List.of(evaluation(0, 0.25)), Set.of(2L, 4L), 4);
        // Then both can become the best
        end(second, 2, 0.5);
        assertThat(kept()).isEqualTo(2);
        end(second, 4, 0.75);
        assertThat(kept()).isEqualTo(4);
    }

    @Test
    void aProcessThatEndsBeforeTheLogKnowsOfTheResultRepeatsIt() throws Exception {
        // Given a process that ends between the model's files and the log
        BestModel first = opened(List.of(), Set.of(0L), 0);
        end(first, 0, 0.25);
        first.begun(2, weights(2));
        first.ended(evaluation(2, 0.5));
        Files.delete(runDirectory.resolve("best-model/best.json"));
        // When
        BestModel second = opened(List.of(evaluation(0, 0.25)), Set.of(2L), 3);
        end(second, 2, 0.5);
        // Then
        assertThat(kept()).isEqualTo(2);
    }

    @Test
    void damagedWeightsCostTheBestModelAndNotTheRun() throws Exception {
        // Given
        BestModel best = opened(List.of(), Set.of(0L), 0);
        end(best, 0, 0.25);
        best.begun(2, weights(2));
        Files.write(runDirectory.resolve("evaluating/version-00000002.weights"), new byte[] {1, 2, 3});
        // When
        end(best, 2, 0.5);
        // Then the files are of the version that they say, and the next better one is kept
        assertThat(kept()).isEqualTo(0);
        best.begun(4, weights(4));
        end(best, 4, 0.75);
        assertThat(kept()).isEqualTo(4);
    }

    @Test
    void whatTheLogSaysIsTheMeasureAfterARestart() throws Exception {
        // Given
        BestModel first = opened(List.of(), Set.of(0L), 0);
        end(first, 0, 0.5);
        // When another process goes on
        BestModel second = opened(List.of(evaluation(0, 0.5)), Set.of(), 1);
        second.begun(2, weights(2));
        end(second, 2, 0.25);
        // Then a worse one changes nothing
        assertThat(kept()).isEqualTo(0);
    }

    @Test
    void weightsThatAreNotAtHandAreSaidToBeMissingNotReplacedByOthers() throws Exception {
        // Given
        BestModel first = opened(List.of(), Set.of(0L), 0);
        end(first, 0, 0.25);
        // When the best version's weights were never put aside, as after somebody emptied the folder
        BestModel second = opened(List.of(evaluation(0, 0.25)), Set.of(2L), 3);
        end(second, 2, 0.5);
        // Then the model stays the one that it says it is
        assertThat(kept()).isEqualTo(0);
        // And a version that is worse than the missing one is not the best
        second.begun(4, weights(4));
        end(second, 4, 0.375);
        assertThat(kept()).isEqualTo(0);
    }

    private BestModel opened(List<Evaluation> ended, Set<Long> open, long last) {
        BestModel best =
                new BestModel(new RunFolder(runDirectory), source, weights(0).layout());
        best.resume(ended, open, last, weights(last));
        return best;
    }

    private void end(BestModel best, long version, double accuracy) {
        best.ended(evaluation(version, accuracy));
        best.settled(version);
    }

    /** The version that is kept: as the description says, and by the weights themselves. */
    private long kept() throws Exception {
        long version = description().get("version").asLong();
        try (HostWeights there = HostWeights.read(runDirectory.resolve("best-model"), model)) {
            assertThat(there.crc32c()).isEqualTo(weights(version).crc32c());
            assertThat(description().get("weights_sum").asText()).isEqualTo("%016x".formatted(there.mixSum()));
        }
        return version;
    }

    private JsonNode description() throws Exception {
        return new ObjectMapper()
                .readTree(runDirectory.resolve("best-model/best.json").toFile());
    }

    private HostWeights weights(long version) {
        return weights.computeIfAbsent(version, seed -> HostWeights.random(model, seed));
    }

    private static Evaluation evaluation(long version, double accuracy) {
        return Evaluation.newBuilder()
                .setVersion(version)
                .setStep(version)
                .putResults("accuracy", accuracy)
                .build();
    }
}
