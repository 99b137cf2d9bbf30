package io.kafkagrpo.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Advantages, loss and slopes against values that TRL, verl, AReaL and the tutorial computed. {@code -Dreference.grpo=FILE}
 * runs another file of the format; one reported test per case, each set up from its implementation, roles and params.
 */
class GrpoGoldenTest {
    @TestFactory
    Stream<DynamicTest> everyCaseOfEveryImplementation() throws IOException {
        JsonNode file = read();
        assertThat(file.get("format").asInt()).as("format of the golden file").isEqualTo(1);
        JsonNode cases = file.get("cases");
        assertThat(cases.size()).as("cases in the golden file").isPositive();
        return StreamSupport.stream(cases.spliterator(), false)
                .map(node -> DynamicTest.dynamicTest(node.get("name").asText(), () -> checkNamed(file, node)));
    }

    /** Puts the case's name into a failure, for reports that show a dynamic test by its number only. */
    private static void checkNamed(JsonNode file, JsonNode node) {
        try {
            check(
                    node,
                    new GoldenInputs(file.get("inputs").get(node.get("inputs").asText())));
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(node.get("name").asText() + ": " + failure.getMessage(), failure);
        }
    }

    private static JsonNode read() throws IOException {
        String file = System.getProperty("reference.grpo");
        ObjectMapper mapper = new ObjectMapper();
        if (file != null && !file.isBlank()) {
            return mapper.readTree(Files.readString(Path.of(file)));
        }
        try (InputStream stream =
                Objects.requireNonNull(GrpoGoldenTest.class.getResourceAsStream("/grpo_golden.json"))) {
            return mapper.readTree(stream);
        }
    }

    private static void check(JsonNode node, GoldenInputs inputs) {
        GoldenSetup setup = GoldenSetup.of(node, inputs);
        JsonNode expected = node.get("expected");
        checkAdvantages(setup, expected.get("advantages"));

        List<Row> rows = setup.rows(node.get("roles"), inputs);
        StepObjective objective = setup.step(rows);
        double[][] current = inputs.matrix(node.get("roles").get("current").asText());
        double[][] expectedSlopes = GoldenInputs.matrix(expected.get("grad"));
        assertThat(expectedSlopes).hasNumberOfRows(rows.size());
        GoldenMetrics.checkWeights(node, setup, rows);
        double loss = 0.0;
        ObjectiveMetrics metrics = new ObjectiveMetrics();
        for (int i = 0; i < rows.size(); i++) {
            RowLoss row = objective.row(i, current[i]);
            loss += row.loss();
            metrics.merge(row.metrics());
            assertThat(row.slopes()).as("slopes of row %d", i).hasSameSizeAs(expectedSlopes[i]);
            for (int t = 0; t < expectedSlopes[i].length; t++) {
                assertClose(
                        "d loss / d logprob of row %d, token %d".formatted(i, t),
                        row.slopes()[t],
                        expectedSlopes[i][t],
                        setup.tolerance());
            }
        }
        assertClose("loss", loss, expected.get("loss").asDouble(), setup.tolerance());
        GoldenMetrics.check(node, setup, metrics);
    }

    private static void checkAdvantages(GoldenSetup setup, JsonNode expected) {
        double[] actual = setup.advantages();
        if (actual == null) {
            assertThat(expected.isNull()).as("no advantages in this case").isTrue();
            return;
        }
        double[] values = GoldenInputs.vector(expected);
        assertThat(actual).hasSameSizeAs(values);
        for (int i = 0; i < values.length; i++) {
            assertClose("advantage of row " + i, actual[i], values[i], setup.tolerance());
        }
    }

    /** Absolute for numbers up to 1, relative beyond: the file carries twelve significant digits. */
    private static void assertClose(String name, double actual, double expected, double tolerance) {
        assertThat(actual).as(name).isCloseTo(expected, within(tolerance * Math.max(1.0, Math.abs(expected))));
    }
}
