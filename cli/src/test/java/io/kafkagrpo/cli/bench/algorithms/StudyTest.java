package io.kafkagrpo.cli.bench.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.cli.argument.ConfigCatalog;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.bench.training.TrainingMeasurement;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.settings.ObjectivePreset;
import io.kafkagrpo.settings.RunSettings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class StudyTest {
    @TempDir
    private Path folder;

    private static RunSettings settings(Variant variant) {
        Path file = new ConfigCatalog(Installation.ofThisProcess().configFolder()).find("arithmetic-async");
        return RunSettings.load(file, variant.changes(), variant::counts);
    }

    private static StudiedRun run(String variant, int bound, long seed, double seconds, double... accuracies) {
        List<TrainingMeasurement.Point> curve = new ArrayList<>();
        for (int i = 0; i < accuracies.length; i++) {
            curve.add(new TrainingMeasurement.Point(10L * i, seconds * i, accuracies[i]));
        }
        return new StudiedRun(
                variant, "hash", 1.5, new TrainingMeasurement(bound, seed, "none", bound, bound, 0, 0, curve));
    }

    @Test
    void everyObjectiveIsAConfigurationOfItsOwn() {
        // Given what an asynchronous configuration says of its objective, When
        Set<String> hashes = new HashSet<>();
        for (Variant variant : Variant.all()) {
            hashes.add(StudiedRun.hash(settings(variant)));
        }
        // Then none is silenced by it, so no two compute the same
        assertThat(hashes).hasSize(ObjectivePreset.values().length + 2);
        Map<String, String> tis = settings(Variant.named("tis")).resolved();
        assertThat(tis).containsEntry("objective.correction", "stacked");
        assertThat(settings(Variant.named("default")).resolved()).containsEntry("objective.correction", "none");
        assertThat(settings(Variant.named("configured")).resolved()).containsEntry("objective.correction", "decoupled");
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> Variant.named("dpo"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("'dpo' of --presets is none of default, configured, dppo-tv");
    }

    @Test
    void whatHasBeenMeasuredIsFoundAgainAndOtherSettingsAreRefused() throws Exception {
        // Given
        Path file = folder.resolve("new/results.jsonl");
        StudiedRun first = run("tis", 4, 1, 20, 0.3, 0.85, 0.9);
        StudyFile.open(file).add(first);
        StudyFile.open(file).add(run("tis", 16, 1, 20, 0.3, 0.5, 0.6));
        // When
        StudyFile again = StudyFile.open(file);
        // Then
        assertThat(again.find("tis", 4, 1, "hash")).contains(first);
        assertThat(again.find("tis", 4, 0, "hash")).isEmpty();
        assertThatThrownBy(() -> again.find("tis", 4, 1, "other"))
                .hasMessageContaining("'tis' at max-staleness 4 with seed 1 of other settings (hash, not other)");
    }

    @Test
    void aLineThatIsNoRunIsNamed() throws Exception {
        Path file = folder.resolve("results.jsonl");
        StudyFile.open(file).add(run("tis", 4, 1, 20, 0.3, 0.9));
        Files.writeString(file, Files.readString(file) + "{\"variant\": 3\n");
        assertThatThrownBy(() -> StudyFile.open(file)).hasMessageContaining("results.jsonl, line 2 is no run");
    }

    @Test
    void theTableHasMeansAndRangesOfTheSeeds() {
        StudyTable table = new StudyTable(
                0.8,
                List.of(
                        run("default", 0, 0, 20, 0.3, 0.85, 0.9),
                        run("default", 0, 1, 30, 0.3, 0.7, 0.8),
                        run("tis", 4, 0, 10, 0.3, 0.5, 0.6)));
        assertThat(table.markdown())
                .containsExactly(
                        "| objective | max-staleness 0: final accuracy | s to 80 % | s in all | max-staleness 4: final accuracy | s to 80 % | s in all |",
                        "|---|---|---|---|---|---|---|",
                        "| `default` | 85.0 % (80.0 to 90.0) | 40 | 50 | – | – | – |",
                        "| `tis` | – | – | – | 60.0 % | – | 20 |");
    }

    @Test
    void whereNotAllSeedsReachTheTargetItSaysHowMany() {
        StudyTable table =
                new StudyTable(0.8, List.of(run("tis", 4, 0, 20, 0.3, 0.85, 0.9), run("tis", 4, 1, 20, 0.3, 0.5, 0.7)));
        assertThat(table.markdown().getLast()).isEqualTo("| `tis` | 80.0 % (70.0 to 90.0) | 20 (1 of 2) | 40 |");
    }

    @Test
    void thePlotHasADotForEachRunWithinTheDrawing() throws Exception {
        // When
        String drawn = StudyPlot.of(
                "a <b>",
                new StudyTable(
                        0.8,
                        List.of(run("default", 0, 0, 1, 0), run("default", 4, 0, 1, 1), run("tis", 4, 0, 1, 0.5))));
        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(drawn.getBytes(StandardCharsets.UTF_8)));
        // Then
        NodeList circles = svg.getElementsByTagName("circle");
        assertThat(circles.getLength()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(Double.parseDouble(
                            circles.item(i).getAttributes().getNamedItem("cx").getNodeValue()))
                    .isBetween(150.0, 736.0);
            assertThat(Double.parseDouble(
                            circles.item(i).getAttributes().getNamedItem("cy").getNodeValue()))
                    .isBetween(62.0, 110.0);
        }
        assertThat(svg.getDocumentElement().getTextContent()).contains("a <b>", "max-staleness 4", "tis");
    }
}
