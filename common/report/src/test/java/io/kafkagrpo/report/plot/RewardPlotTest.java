package io.kafkagrpo.report.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.TrainingStep;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class RewardPlotTest {

    private static List<TrainingStep> steps(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(step -> TrainingStep.newBuilder()
                        .setStep(step)
                        .putMetrics("reward/mean", 0.5 + step / 50.0)
                        .build())
                .toList();
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 80, 500})
    void isWellFormedAndShowsEveryPointWithinTheDrawing(int count) throws Exception {
        // When
        Document svg = parse(RewardPlot.of("a <run> & more", steps(count), List.of()));
        // Then
        Element root = svg.getDocumentElement();
        double width = Double.parseDouble(root.getAttribute("width"));
        double height = Double.parseDouble(root.getAttribute("height"));
        NodeList circles = svg.getElementsByTagName("circle");
        assertThat(circles.getLength()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            Element circle = (Element) circles.item(i);
            assertThat(Double.parseDouble(circle.getAttribute("cx"))).isBetween(0.0, width);
            assertThat(Double.parseDouble(circle.getAttribute("cy"))).isBetween(0.0, height);
        }
        assertThat(root.getTextContent()).contains("a <run> & more");
    }

    @Test
    void higherRewardsLieHigherAndAccuraciesAreLabelled() throws Exception {
        // When
        Document svg = parse(RewardPlot.of(
                "r",
                steps(40),
                List.of(
                        Evaluation.newBuilder()
                                .setStep(0)
                                .putResults("accuracy", 0.285)
                                .build(),
                        Evaluation.newBuilder()
                                .setStep(40)
                                .putResults("accuracy", 0.94)
                                .build())));
        // Then
        NodeList circles = svg.getElementsByTagName("circle");
        assertThat(circles.getLength()).isEqualTo(42);
        double first = Double.parseDouble(((Element) circles.item(0)).getAttribute("cy"));
        double last = Double.parseDouble(((Element) circles.item(39)).getAttribute("cy"));
        assertThat(last).isLessThan(first);
        assertThat(svg.getDocumentElement().getTextContent()).contains("28.5", "94.0", "training step");
    }

    @Test
    void theSmoothedLineOfAConstantIsThatConstant() {
        List<PlotPanel.Point> constant = IntStream.range(0, 30)
                .mapToObj(i -> new PlotPanel.Point(i, 1.25))
                .toList();
        assertThat(RewardPlot.smoothed(constant))
                .allSatisfy(point -> assertThat(point.y()).isCloseTo(1.25, offset(1e-12)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 80, 0, 80, 20",
        "0, 100, 0, 100, 20",
        "0.31, 2.43, 0, 2.5, 0.5",
        "-0.2, 0.1, -0.2, 0.1, 0.05",
        "1, 1, 0.4, 1.6, 0.2",
        "0, 1, 0, 1, 0.2"
    })
    void axesHaveRoundEndsAndTicks(double least, double most, double from, double to, double tick) {
        PlotAxis axis = PlotAxis.covering(least, most);
        assertThat(new double[] {axis.from(), axis.to(), axis.tick()})
                .containsExactly(new double[] {from, to, tick}, offset(1e-9));
    }
}
