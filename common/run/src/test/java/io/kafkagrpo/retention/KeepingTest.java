package io.kafkagrpo.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.keep.Keep;
import io.kafkagrpo.keep.KeepText;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a configuration may say of how much is kept, and what follows from it. */
class KeepingTest {
    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void write() throws Exception {
        file = Files.writeString(
                folder.resolve("kept.yaml"),
                "model: m\n"
                        + "steps: 100\n"
                        + "data: {train: arithmetic}\n"
                        + "groups-per-step: 16\n"
                        + "group-size: 8\n"
                        + "rewards: {correctness: 1}\n");
    }

    @ParameterizedTest
    @CsvSource({"24h, 24", "36h, 36", "7d, 168", "4w, 672"})
    void timesAreOfADayAtLeast(String text, long hours) {
        assertThat(KeepText.parse(text)).isEqualTo(new Keep.For(Duration.ofHours(hours)));
    }

    @ParameterizedTest
    @CsvSource({"500MB, 500000000", "20GB, 20000000000", "1TB, 1000000000000"})
    void sizesAreDecimal(String text, long bytes) {
        assertThat(KeepText.parse(text)).isEqualTo(new Keep.UpTo(bytes));
        assertThat(KeepText.parseSize(text)).isEqualTo(new Keep.UpTo(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "23h", "1.5d", "-7d", "0d", "7 d", "20gb", "20GiB", "7d,20GB", "everything"})
    void nothingElseIsTaken(String text) {
        assertThat(KeepText.parse(text)).isNull();
    }

    @Test
    void nestedAndFlatKeysAreTheSame() throws Exception {
        // Given
        Path nested = Files.writeString(
                folder.resolve("nested.yaml"),
                Files.readString(file) + "kafka:\n  keep: {completions: 7d, scored-groups: 20GB}\n");
        // When, Then
        assertThat(RunSettings.load(nested, Map.of()).keeping())
                .isEqualTo(settings("kafka.keep.completions", "7d", "kafka.keep.scored-groups", "20GB")
                        .keeping());
        assertThat(settings().keeping().completions()).isEqualTo(new Keep.All());
        assertThat(settings().keeping().weights()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "steps, it says what the run did",
        "prompts, the learner counts in it",
        "weight-versions, without an announcement",
        "dead-letters, a person is to read it"
    })
    void whatTheRunRestsOnIsKeptForEver(String topic, String because) {
        assertThatThrownBy(() -> settings("kafka.keep." + topic, "7d"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(file + ": kafka.keep." + topic + " can't be set, for that topic is kept for ever")
                .hasMessageContaining(because)
                .hasMessageEndingWith("those that can be limited are completions, scored-groups and weights.");
    }

    @Test
    void weightsAreLimitedBySizeAlone() {
        assertThatThrownBy(() -> settings("kafka.keep.weights", "7d"))
                .isInstanceOf(SettingsException.class)
                .hasMessage("--set: the value '7d' of kafka.keep.weights is not 'all', or a size such as 20GB or 1TB.");
    }

    @Test
    void aSizeMustHoldWhatTheRunNeedsToGoOn() {
        // Given: 16 groups a step, each up to 8 * (25 * 256 + 4096) + 25 * 512 + 65536 = 162,304 bytes; 200 held
        // out
        RunSettings enough = settings("kafka.keep.completions", "38MB", "kafka.keep.scored-groups", "90MB");
        RunSettings fewCompletions = settings("kafka.keep.completions", "37MB");
        RunSettings fewGroups = settings("kafka.keep.scored-groups", "89MB");
        RunSettings fewWeights = settings("kafka.keep.weights", "6GB");
        // Then
        assertThatCode(() -> KeepRoom.refuseTooLittle(enough, 1_000_000_000)).doesNotThrowAnyException();
        assertThatThrownBy(() -> KeepRoom.refuseTooLittle(fewCompletions, 0))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "the value '37MB' of kafka.keep.completions is too little for this run, which needs 38MB:");
        assertThatThrownBy(() -> KeepRoom.refuseTooLittle(fewGroups, 0))
                .hasMessageContaining("the value '89MB' of kafka.keep.scored-groups")
                .hasMessageContaining("needs 90MB: room for the groups of all steps from one checkpoint to the next");
        assertThatThrownBy(() -> KeepRoom.refuseTooLittle(fewWeights, 1_000_000_000))
                .hasMessageContaining("needs 7000MB: seven full snapshots");
    }

    @Test
    void whatBecomesImpossibleIsSaid() {
        assertThat(KeepWords.of(settings())).isEmpty();
        assertThat(KeepWords.of(settings("kafka.keep.completions", "7d")))
                .singleElement()
                .asString()
                .startsWith("kafka.keep.completions is '7d': older completions will be gone");
        assertThat(KeepWords.of(settings("kafka.keep.scored-groups", "30d")))
                .hasSize(2)
                .anyMatch(sentence -> sentence.contains("the run can't be replayed"))
                .contains("A run that rests for longer than 30d goes on only by a fork at its newest checkpoint"
                        + " (learner.checkpoint-every: 20).");
        assertThat(KeepWords.of(settings("kafka.keep.scored-groups", "20GB"))).hasSize(1);
    }

    @Test
    void topicsAreCreatedWithTheLimits() {
        // Given
        RunSettings limited = settings(
                "kafka.keep.completions", "7d", "kafka.keep.scored-groups", "20GB", "kafka.keep.weights", "all");
        Topics topics = new Topics("r");
        // When
        Map<String, Map<String, String>> all = new HashMap<>();
        for (NewTopic topic :
                topics.definitions(new Topics.Partitions(64, 4), (short) 1, 162_304, 1_000_000, limited.keeping())) {
            all.put(topic.name(), topic.configs());
        }
        // Then: a size is the topic's, shared by its partitions; a limit works by segments of an eighth of it
        assertThat(all.get("r.completions"))
                .containsEntry("retention.ms", "604800000")
                .containsEntry("retention.bytes", "-1")
                .containsEntry("segment.ms", "75600000");
        assertThat(all.get("r.scored-groups"))
                .containsEntry("retention.ms", "-1")
                .containsEntry("retention.bytes", "5000000000")
                .containsEntry("segment.bytes", "625000000");
        assertThat(all.get("r.weights")).containsEntry("retention.bytes", "-1");
        for (String name : List.of("r.prompts", "r.steps", "r.dead-letters")) {
            assertThat(all.get(name))
                    .containsEntry("retention.ms", "-1")
                    .containsEntry("retention.bytes", "-1")
                    .doesNotContainKey("segment.ms");
        }
        // and where the configuration is silent, as before
        assertThat(topics.definitions(4, (short) 1, 162_304, 1L << 30))
                .filteredOn(topic -> topic.name().equals("r.weights"))
                .singleElement()
                .satisfies(
                        topic -> assertThat(topic.configs()).containsEntry("retention.bytes", Long.toString(7L << 30)));
    }

    private RunSettings settings(String... pairs) {
        Map<String, String> overrides = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            overrides.put(pairs[i], pairs[i + 1]);
        }
        return RunSettings.load(file, overrides);
    }
}
