package io.kafkagrpo.task.reward;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.rollout.FinishReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The math reward against a teacher's verdicts, one test per pair that isn't unclear. Runs {@code
 * -Dreference.math=FILE} (from the module or the repository root), else the copy in the test resources.
 */
class MathGoldenTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TestFactory
    List<DynamicTest> goldenPairs() throws IOException {
        JsonNode pairs = reference().path("pairs");
        assertThat(pairs).as("pairs").isNotEmpty();
        return pairs.valueStream()
                .filter(pair -> pair.required("expected").isBoolean())
                .map(pair -> DynamicTest.dynamicTest(pair.required("id").asText(), () -> judge(pair)))
                .toList();
    }

    private static void judge(JsonNode pair) throws RewardException {
        String completion = pair.required("completion").textValue();
        ScoringInput input =
                new ScoringInput("", pair.required("reference").textValue(), completion, FinishReason.STOP, 1);
        assertThat(new MathReward().score(input))
                .as("%s <- %s (%s)", pair.path("reference"), pair.path("answer"), pair.path("note"))
                .isEqualTo(pair.required("expected").booleanValue() ? 1.0 : 0.0);
    }

    private static JsonNode reference() throws IOException {
        String given = System.getProperty("reference.math", "");
        if (given.isEmpty()) {
            try (InputStream copy = Objects.requireNonNull(
                    MathGoldenTest.class.getResourceAsStream("/math_golden.json"), "math_golden.json")) {
                return MAPPER.readTree(copy);
            }
        }
        Path file = Stream.of(Path.of(given), Path.of("..", "..").resolve(given))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new UncheckedIOException(
                        new IOException("reference.math names " + given + ", which is no file")));
        return MAPPER.readTree(Files.readAllBytes(file));
    }
}
