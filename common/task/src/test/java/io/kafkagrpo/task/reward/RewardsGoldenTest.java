package io.kafkagrpo.task.reward;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.task.answer.AnswerExtraction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Answer extraction and rewards against values that the tutorial's Python gave. Runs
 * {@code -Dreference.rewards=FILE} (from the module or the repository root), else the copy in the test resources.
 */
class RewardsGoldenTest {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final RewardSet TUTORIAL = RewardSet.of(
            List.of(new RewardSpecification("correctness", 1), new RewardSpecification("format", 1)),
            RewardRegistry.standard());

    @TestFactory
    List<DynamicTest> goldenCases() throws IOException {
        JsonNode cases = reference().path("cases");
        assertThat(cases).as("cases").isNotEmpty();
        return cases.valueStream()
                .map(golden -> DynamicTest.dynamicTest(
                        golden.path("id").asText(),
                        () -> assertThat(computed(golden)).as(golden.toString()).isEqualTo(expected(golden))))
                .toList();
    }

    private static Map<String, @Nullable Object> computed(JsonNode golden) {
        String text = golden.required("text").textValue();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        switch (golden.required("kind").asText()) {
            case "completion" -> completion(text, golden.required("answer").textValue(), values);
            case "number" -> {
                values.put("single_number", boxed(AnswerExtraction.singleNumber(text)));
                values.put("last_number", boxed(AnswerExtraction.lastNumber(text)));
            }
            case "dataset" -> values.put("answer", AnswerExtraction.fromDataset(text));
            default -> throw new AssertionError("Unknown kind of case: " + golden);
        }
        return values;
    }

    private static void completion(String text, @Nullable String answer, Map<String, @Nullable Object> values) {
        List<RewardOutcome> outcomes = TUTORIAL.score(new ScoringInput("", answer, text, FinishReason.STOP, 1));
        values.put("extracted", AnswerExtraction.fromCompletion(text));
        for (RewardOutcome outcome : outcomes) {
            values.put(outcome.function(), ((RewardOutcome.Value) outcome).value());
        }
        values.put("combined", boxed(RewardSet.total(outcomes)));
    }

    /** Texts stay texts and null stays null; in number fields "Infinity" is the double. */
    private static Map<String, @Nullable Object> expected(JsonNode golden) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : golden.required("expected").properties()) {
            JsonNode value = field.getValue();
            boolean text = field.getKey().equals("extracted") || field.getKey().equals("answer");
            if (value.isNull()) {
                values.put(field.getKey(), null);
            } else if (text) {
                values.put(field.getKey(), value.textValue());
            } else {
                values.put(field.getKey(), value.isNumber() ? value.doubleValue() : Double.valueOf(value.textValue()));
            }
        }
        return values;
    }

    private static @Nullable Double boxed(OptionalDouble value) {
        return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
    }

    private static JsonNode reference() throws IOException {
        String given = System.getProperty("reference.rewards", "");
        if (given.isEmpty()) {
            try (InputStream copy = Objects.requireNonNull(
                    RewardsGoldenTest.class.getResourceAsStream("/rewards_golden.json"), "rewards_golden.json")) {
                return MAPPER.readTree(copy);
            }
        }
        Path file = Stream.of(Path.of(given), Path.of("..", "..").resolve(given))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new UncheckedIOException(
                        new IOException("reference.rewards names " + given + ", which is no file")));
        return MAPPER.readTree(Files.readAllBytes(file));
    }
}
