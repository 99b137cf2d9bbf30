package io.kafkagrpo.cli.bench.staleness;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.bench.training.TrainingMeasurement;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;

class StalenessTableTest {
    /** A run whose k-th measured version was made by step 2k, after 2k times the given seconds. */
    private static TrainingMeasurement run(int bound, long seed, double secondsAStep, double... accuracies) {
        List<TrainingMeasurement.Point> curve = IntStream.range(0, accuracies.length)
                .mapToObj(k -> new TrainingMeasurement.Point(2L * k, 2 * k * secondsAStep, accuracies[k]))
                .toList();
        return new TrainingMeasurement(bound, seed, "decoupled", 0.5 * bound, bound, 0.25, 0.125, curve);
    }

    @ParameterizedTest
    @CsvSource({"0.3, 0", "0.31, 2", "0.9, 4", "0.92, 8", "0.95, "})
    void theFirstVersionThatIsGoodEnoughCounts(double target, Long step) {
        // Given a curve that falls below again
        TrainingMeasurement run = run(4, 0, 0.5, 0.3, 0.6, 0.91, 0.88, 0.94);
        // When, Then
        assertThat(run.firstAt(target).map(TrainingMeasurement.Point::step).orElse(null))
                .isEqualTo(step);
        assertThat(run.last().accuracy()).isEqualTo(0.94);
    }

    @Test
    void comparesEachRunWithThatOfStaleness0AndTheSameSeed() {
        // Given
        StalenessTable table = new StalenessTable(
                0.9, List.of(run(0, 7, 2, 0.3, 0.9, 0.96), run(4, 7, 1, 0.3, 0.8, 0.945), run(8, 7, 1, 0.3, 0.5, 0.6)));
        // Then
        assertThat(table.markdown().subList(2, 5))
                .containsExactly(
                        "| 0 | 7 | decoupled | 4.0 | 2.0 | 1.00 × | 8.0 | 96.0 % | 0.0, 0 | 25 % | 13 % |",
                        "| 4 | 7 | decoupled | 4.0 | 4.0 | 1.00 × | 4.0 | 94.5 % | 2.0, 4 | 25 % | 13 % |",
                        "| 8 | 7 | decoupled | – | – | – | 4.0 | 60.0 % | 4.0, 8 | 25 % | 13 % |");
        assertThat(table.verdicts())
                .containsExactly(
                        "max-staleness 4 against 0: final accuracy -1.5 points, 1.00 × of the wall-clock to 90 %.",
                        "max-staleness 8 against 0: final accuracy -36.0 points, – of the wall-clock to 90 %.");
    }

    @Test
    void theMeansOfSeveralSeedsFollow() {
        // Given
        StalenessTable table = new StalenessTable(
                0.9,
                List.of(
                        run(0, 0, 2, 0.3, 0.9, 0.96),
                        run(1, 0, 1, 0.3, 0.9, 0.96),
                        run(0, 1, 2, 0.3, 0.7, 0.92),
                        run(1, 1, 1, 0.3, 0.92, 0.94)));
        // Then
        assertThat(table.markdown()).hasSize(8);
        assertThat(table.markdown().subList(6, 8))
                .containsExactly(
                        "| 0 | mean | decoupled | 6.0 | 3.0 | 1.00 × | 8.0 | 94.0 % | 0.0, 0 | 25 % | 13 % |",
                        "| 1 | mean | decoupled | 2.0 | 2.0 | 0.33 × | 4.0 | 95.0 % | 0.5, 1 | 25 % | 13 % |");
        assertThat(table.verdicts())
                .containsExactly(
                        "max-staleness 1 against 0: final accuracy +1.0 points, 0.33 × of the wall-clock to 90 %.");
    }

    @Test
    void withoutStaleness0ThereIsNothingToCompareWith() {
        StalenessTable table = new StalenessTable(0.9, List.of(run(4, 0, 1, 0.3, 0.95)));
        assertThat(table.verdicts()).isEmpty();
        assertThat(table.markdown().getLast()).contains("| 2.0 | 2.0 | – |");
    }

    @Test
    void thePlotShowsEveryVersionWithinTheDrawingAndNamesTheBounds() throws Exception {
        // When
        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        StalenessPlot.of("a <b>", 0.9, List.of(run(0, 0, 2, 0.3, 0.9), run(4, 0, 1, 0, 1)))
                                .getBytes(StandardCharsets.UTF_8)));
        // Then
        NodeList circles = svg.getElementsByTagName("circle");
        assertThat(circles.getLength()).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            NamedNodeMap attributes = circles.item(i).getAttributes();
            assertThat(Double.parseDouble(attributes.getNamedItem("cx").getNodeValue()))
                    .isBetween(64.0, 736.0);
            assertThat(Double.parseDouble(attributes.getNamedItem("cy").getNodeValue()))
                    .isBetween(56.0, 366.0);
        }
        assertThat(svg.getDocumentElement().getTextContent()).contains("a <b>", "max-staleness 0", "max-staleness 4");
    }
}
