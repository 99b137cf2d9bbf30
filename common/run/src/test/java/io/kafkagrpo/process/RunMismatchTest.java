package io.kafkagrpo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunMismatchTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            # key,                                 started, held, sentence
            steps,                                 100,     100,  -
            steps,                                 100,     50,   was started with steps = '100'; but here it is '50'
            generator.simulated-token-latency-ms,  -,       0,    -
            generator.simulated-token-latency-ms,  -,       10,   was started with generator.simulated-token-latency-ms = '0'; but here it is '10'
            optimizer.name,                        -,       adamw, -
            optimizer.name,                        -,       muon, was started with optimizer.name = 'adamw'; but here it is 'muon'
            stale-groups,                          -,       wait, was started with stale-groups = 'drop'; but here it is 'wait'
            generator.in-flight,                   -,       keep, -
            generator.in-flight,                   -,       drain, was started with generator.in-flight = 'keep'; but here it is 'drain'
            rewards.format,                        -,       1,    was started with rewards.format = (none); but here it is '1'
            """)
    void namesAKeyThatDiffersAndTakesTheDefaultOfOneThatTheRunIsTooOldFor(
            String key, String started, String held, String sentence) {
        // When
        String found = RunMismatch.between(started == null ? Map.of() : Map.of(key, started), Map.of(key, held))
                .orElse(null);
        // Then
        if (sentence == null) {
            assertThat(found).isNull();
        } else {
            assertThat(found).contains(sentence.split("; "));
        }
    }

    @Test
    void aFinishedRunThatIsAskedForMoreStepsSaysHowToGoOn() {
        Path folder = Path.of("runs", "one");
        Map<String, String> started = Map.of("steps", "100");
        assertThat(RunMismatch.ofFinished(started, Map.of("steps", "100"), folder))
                .isEmpty();
        assertThat(RunMismatch.ofFinished(started, Map.of("steps", "50"), folder))
                .isEmpty();
        assertThat(RunMismatch.ofFinished(started, Map.of("steps", "250"), folder))
                .hasValue(
                        "This run has finished its 100 steps, and can't be given more; a fork goes on with its weights and optimizer: ./grpo fork runs/one --step 100 --set steps=250 --into NAME.");
    }

    @Test
    void aFileThatDiffersIsNamedWithBothHashesAndOneThatARunDidNotRecordIsTrusted() {
        Path folder = Path.of("model");
        List<String> names = List.of("config.json", "chat_template.jinja");
        Map<String, String> started = Map.of("config.json", "a");
        assertThat(RunMismatch.ofFile("data.jsonl", "", "b")).isEmpty();
        assertThat(RunMismatch.ofFile("data.jsonl", "b", "b")).isEmpty();
        assertThat(RunMismatch.ofFile("data.jsonl", "a", "b"))
                .hasValue(
                        "data.jsonl: this is not what the run began with (its hash is 'b', but the run's 'a'); give the run's own, or another run-dir or run name.");
        assertThat(RunMismatch.ofFiles(folder, names, started, started)).isEmpty();
        assertThat(RunMismatch.ofFiles(folder, names, started, Map.of("config.json", "a", "chat_template.jinja", "c")))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("model/chat_template.jinja: ")
                        .contains("its hash is 'c', but the run's '(no such file)'"));
    }

    @Test
    void aKeyThatOnlyTheRunHasIsADifference() {
        assertThat(RunMismatch.between(Map.of("rewards.format", "1"), Map.of()))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("here it is (none)"));
    }
}
