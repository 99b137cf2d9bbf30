package io.kafkagrpo.rl.objective;

import static org.assertj.core.api.Assertions.assertThat;

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

/**
 * The golden file, {@code -Dreference.grpo=FILE} or the copy among the test resources: one reported test per case.
 */
final class GoldenFile {
    /** One case, run through our objective. */
    record Case(JsonNode node, GoldenInputs inputs, GoldenSetup setup, List<Sample> samples, List<SampleLoss> losses) {
        JsonNode expected() {
            return node.get("expected");
        }
    }

    /** What is asserted of a case. */
    @FunctionalInterface
    interface Check {
        void of(Case golden);
    }

    private GoldenFile() {}

    static Stream<DynamicTest> everyCase(Check check) throws IOException {
        JsonNode file = read();
        assertThat(file.get("format").asInt()).as("format of the golden file").isEqualTo(1);
        JsonNode cases = file.get("cases");
        assertThat(cases.size()).as("cases in the golden file").isPositive();
        return StreamSupport.stream(cases.spliterator(), false)
                .map(node -> DynamicTest.dynamicTest(node.get("name").asText(), () -> checkNamed(file, node, check)));
    }

    private static JsonNode read() throws IOException {
        String file = System.getProperty("reference.grpo");
        ObjectMapper mapper = new ObjectMapper();
        if (file != null && !file.isBlank()) {
            return mapper.readTree(Files.readString(Path.of(file)));
        }
        try (InputStream stream = Objects.requireNonNull(GoldenFile.class.getResourceAsStream("/grpo_golden.json"))) {
            return mapper.readTree(stream);
        }
    }

    /** Puts the case's name into a failure, for reports that show a dynamic test by its number only. */
    private static void checkNamed(JsonNode file, JsonNode node, Check check) {
        try {
            check.of(run(
                    node,
                    new GoldenInputs(file.get("inputs").get(node.get("inputs").asText()))));
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(node.get("name").asText() + ": " + failure.getMessage(), failure);
        }
    }

    private static Case run(JsonNode node, GoldenInputs inputs) {
        GoldenSetup setup = GoldenSetup.of(node, inputs);
        List<Sample> samples = setup.samples(node.get("roles"), inputs);
        StepObjective objective = setup.step(samples);
        double[][] current = inputs.matrix(node.get("roles").get("current").asText());
        List<SampleLoss> losses = Stream.iterate(0, i -> i + 1)
                .limit(samples.size())
                .map(i -> objective.sample(i, current[i]))
                .toList();
        return new Case(node, inputs, setup, samples, losses);
    }
}
