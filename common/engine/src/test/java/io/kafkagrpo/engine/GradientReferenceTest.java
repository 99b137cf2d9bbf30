package io.kafkagrpo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.score.MicroBatchPlanner;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.score.TokenSequence;
import io.kafkagrpo.engine.torch.FlatWeights;
import io.kafkagrpo.engine.torch.ParameterLayout;
import io.kafkagrpo.engine.train.Activations;
import io.kafkagrpo.engine.train.OptimizerSettings;
import io.kafkagrpo.engine.train.OptimizerState;
import io.kafkagrpo.engine.train.OptimizerStep;
import io.kafkagrpo.engine.train.TrainingReplica;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ReferenceModels;
import io.kafkagrpo.model.weights.WeightFiles;
import io.kafkagrpo.model.weights.WeightLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients and one optimizer step against what torch computes in float64, in each of the {@link ReferenceModels}.
 */
class GradientReferenceTest {
    private static final double LOG_PROBABILITY = 1e-4;

    @BeforeAll
    static void startEngine() {
        TestEngine.start();
    }

    static List<Path> directories() {
        return ReferenceModels.directories();
    }

    @ParameterizedTest
    @MethodSource("directories")
    void gradientsAndOneStep(Path directory) throws IOException {
        JsonNode reference = reference(directory);
        assumeTrue(reference.has("gradient_f64"), "no gradient section");
        JsonNode expected = reference.get("gradient_f64");
        TokenSequence sequence = gradientSequence(reference);
        var config = ModelConfig.read(directory);
        JsonNode settings = expected.get("optimizer");
        var adamw = new OptimizerSettings(
                settings.get("betas").get(0).asDouble(),
                settings.get("betas").get(1).asDouble(),
                settings.get("eps").asDouble(),
                settings.get("weight_decay").asDouble());
        try (var replica = new TrainingReplica(config, "cpu", ComputeType.FLOAT32, Activations.KEEP);
                var optimizer =
                        new OptimizerState(replica.device(), replica.vectors(), ParameterLayout.of(config), adamw)) {
            write(directory, config, replica.weights());
            write(directory, config, optimizer.masters());
            var batch = MicroBatchPlanner.plan(TokenGroup.ofEach(List.of(sequence)), 4096)
                    .getFirst();
            int tokens = batch.predictions();
            var slopes = new float[tokens];
            Arrays.fill(slopes, -1f / tokens);

            // When the mean of -logprob is differentiated
            float[] scores = replica.accumulate(batch, 1, ignored -> slopes);

            // Then loss and gradients are the reference's
            double loss = expected.get("loss_value").asDouble();
            assertThat(mean(scores, tokens)).isCloseTo(-loss, within(LOG_PROBABILITY));
            var names = WeightLayout.of(config);
            Set<Map.Entry<String, JsonNode>> parameters =
                    expected.get("parameters").properties();
            assertThat(parameters).hasSameSizeAs(names.tensors());
            parameters.forEach(parameter -> assertGradient(
                    parameter.getValue(), replica.gradients().readFloats(names.indexOf(parameter.getKey()))));

            // And so is the step
            double clip = settings.get("clip_grad_norm").asDouble();
            double rate = settings.get("lr").asDouble();
            OptimizerStep step = optimizer.step(replica.gradients(), rate, clip);
            double norm = expected.get("total_grad_norm").asDouble();
            assertThat(step.gradientNorm()).isCloseTo(norm, within(1e-5 * norm));
            parameters.forEach(parameter -> assertStep(
                    parameter.getValue(),
                    optimizer.masters().readFloats(names.indexOf(parameter.getKey())),
                    rate,
                    Math.min(1, clip / norm)));
            replica.vectors()
                    .run("copy", replica.weights().flat(), optimizer.masters().flat());
            double after = expected.get("loss_after_step").asDouble();
            // weights with gradients near zero move by rounding noise; that changes the loss by less than this
            assertThat(mean(replica.score(batch, 1), tokens)).isCloseTo(-after, within(1e-2 * Math.abs(loss - after)));
        }
    }

    private static void assertGradient(JsonNode expected, float[] actual) {
        double l2 = 0;
        for (float value : actual) {
            l2 += (double) value * value;
        }
        double norm = expected.get("l2").asDouble();
        double largest = expected.get("max_abs").asDouble();
        assertThat(Math.sqrt(l2)).isCloseTo(norm, within(5e-5 * norm));
        for (int i = 0; i < expected.get("sample").size(); i++) {
            int at = expected.get("sample_index").get(i).asInt();
            assertThat((double) actual[at])
                    .isCloseTo(expected.get("sample").get(i).asDouble(), within(5e-5 * largest));
        }
    }

    private static void assertStep(JsonNode expected, float[] actual, double rate, double scale) {
        double noise = 5e-5 * expected.get("max_abs").asDouble() * scale;
        for (int i = 0; i < expected.get("sample").size(); i++) {
            double gradient = Math.abs(expected.get("sample").get(i).asDouble()) * scale + 1e-8;
            double after = expected.get("after_adamw").get(i).asDouble();
            double tolerance = rate * Math.min(1, 2 * noise / gradient) + 1e-6 * Math.max(1, Math.abs(after));
            int at = expected.get("sample_index").get(i).asInt();
            assertThat((double) actual[at]).isCloseTo(after, within(tolerance));
        }
    }

    private static double mean(float[] values, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum / count;
    }

    private static TokenSequence gradientSequence(JsonNode reference) {
        String id = reference.get("gradient_f64").get("prompt").asText();
        for (JsonNode prompt : reference.get("prompts")) {
            if (prompt.get("id").asText().equals(id)) {
                return TestEngine.sequence(
                        ints(prompt.get("ids")), ints(prompt.get("continuation").get("ids")));
            }
        }
        throw new IllegalStateException("reference.json has no prompt " + id);
    }

    private static void write(Path directory, ModelConfig config, FlatWeights target) {
        try (var files = WeightFiles.open(directory, WeightLayout.of(config))) {
            for (int i = 0; i < WeightLayout.of(config).tensors().size(); i++) {
                target.write(i, files.data(i), files.dtype(i));
            }
        }
    }

    private static JsonNode reference(Path directory) throws IOException {
        return new ObjectMapper().readTree(directory.resolve("reference.json").toFile());
    }

    private static int[] ints(JsonNode node) {
        var values = new int[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).asInt();
        }
        return values;
    }
}
