package io.kafkagrpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RunIdentityTest {
    private static final RunSettings SETTINGS =
            RunSettings.load(Path.of("..", "config", "arithmetic.yaml"), Map.of("data.evaluate", "held-out.jsonl"));
    private static final Path MODEL = Path.of("m");
    private static final RunStarted BEGUN = RunStarted.newBuilder()
            .setModelHash("old")
            .setInitialWeightsSha256("weights")
            .setTrainingDataHash("train")
            .setEvaluationDataHash("evaluate")
            .putModelFileHashes("config.json", "shape")
            .putModelFileHashes("tokenizer.json", "ids")
            .putModelFileHashes("tokenizer_config.json", "special")
            .build();

    static Stream<Arguments> changes() {
        return Stream.of(
                change(b -> b.putModelFileHashes("config.json", "other"), "m/config.json: "),
                change(b -> b.putModelFileHashes("tokenizer.json", "other"), "m/tokenizer.json: "),
                change(b -> b.putModelFileHashes("tokenizer_config.json", "other"), "m/tokenizer_config.json: "),
                change(b -> b.putModelFileHashes("chat_template.jinja", "other"), "m/chat_template.jinja: "),
                change(b -> b.setInitialWeightsSha256("other"), "The weights of the model directory m: "),
                change(b -> b.setTrainingDataHash("other"), "The problems of arithmetic (data.train): "),
                change(b -> b.setEvaluationDataHash("other"), "The problems of held-out.jsonl (data.evaluate): "));
    }

    private static Arguments change(UnaryOperator<RunStarted.Builder> change, String beginning) {
        return Arguments.of(change.apply(BEGUN.toBuilder()).build(), beginning);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("changes")
    void whatARunRestsOnMustStayAndIsNamedWithBothHashes(RunStarted now, String beginning) {
        assertThat(RunIdentity.difference(BEGUN, now, SETTINGS, MODEL))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence).startsWith(beginning).contains("(its hash is 'other', but the"));
    }

    @Test
    void whatStayedIsNoDifferenceAndWhatAnOldRunDidNotRecordIsTrusted() {
        RunStarted old = BEGUN.toBuilder()
                .clearModelFileHashes()
                .clearEvaluationDataHash()
                .build();
        assertThat(RunIdentity.difference(BEGUN, BEGUN, SETTINGS, MODEL)).isEmpty();
        assertThat(RunIdentity.difference(old, BEGUN, SETTINGS, MODEL)).isEmpty();
        // And what it did record still counts
        assertThat(RunIdentity.difference(
                        old, BEGUN.toBuilder().setModelHash("other").build(), SETTINGS, MODEL))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence).startsWith("config.json or tokenizer.json of the model directory m: "));
    }
}
