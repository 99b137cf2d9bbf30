package io.kafkagrpo.cli.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.task.data.Arithmetic;
import io.kafkagrpo.task.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands from JSON lines to JSON lines, on the built-in model. */
class LineCommandsTest {
    private static final String MINI =
            Installation.ofThisProcess().configFolder().resolve("models/mini").toString();

    @TempDir
    Path folder;

    private Path input(String... lines) throws IOException {
        return Files.write(folder.resolve("input.jsonl"), List.of(lines));
    }

    private Path problems(int count) throws IOException {
        return input(Arithmetic.problems(Split.HELD_OUT).stream()
                .limit(count)
                .map(problem -> "{\"id\": \"%s\", \"prompt\": \"%s\"}".formatted(problem.id(), problem.question()))
                .toArray(String[]::new));
    }

    private CommandRun generate(Path input, String... more) {
        List<String> all = new ArrayList<>(
                List.of("generate", MINI, "--input", input.toString(), "--threads", "1", "--max-tokens", "24"));
        all.addAll(List.of(more));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private CommandRun score(Path input, String... more) {
        List<String> all = new ArrayList<>(List.of("score", MINI, "--input", input.toString(), "--threads", "1"));
        all.addAll(List.of(more));
        return CommandRun.of(all.toArray(String[]::new));
    }

    @Test
    void completionsDependOnSeedLineAndSampleNotOnTheBatch() throws IOException {
        // Given
        Path problems = problems(12);
        String[] sampled = {"--temperature", "1", "--samples", "3", "--seed", "7"};

        // When
        CommandRun alone = generate(problems, append(sampled, "--batch", "1"));
        CommandRun together = generate(problems, append(sampled, "--batch", "8"));
        CommandRun otherwise = generate(problems, append(sampled, "--seed", "8"));

        // Then
        assertThat(alone.exitCode()).as(alone.err()).isZero();
        List<JsonNode> expected = alone.lines();
        List<JsonNode> actual = together.lines();
        assertThat(actual).hasSize(36).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).get("line").intValue()).isEqualTo(1 + i / 3);
            assertThat(actual.get(i).get("sample").intValue()).isEqualTo(i % 3);
            assertThat(actual.get(i).get("id").isTextual()).isTrue();
            assertThat(actual.get(i).get("text")).isEqualTo(expected.get(i).get("text"));
            assertThat(actual.get(i).get("token_ids")).isEqualTo(expected.get(i).get("token_ids"));
            assertThat(actual.get(i).get("finish_reason"))
                    .isEqualTo(expected.get(i).get("finish_reason"));
        }
        assertThat(otherwise.out()).isNotEqualTo(alone.out());
        assertThat(expected.stream().map(line -> line.get("text")).distinct().count())
                .isGreaterThan(12);
        assertThat(alone.err()).contains("(12 lines, ", "tokens/s)");
    }

    private static String[] append(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        for (int i = 0; i < more.length; i += 2) {
            int at = all.indexOf(more[i]);
            if (at >= 0) {
                all.set(at + 1, more[i + 1]);
            } else {
                all.addAll(List.of(more[i], more[i + 1]));
            }
        }
        return all.toArray(String[]::new);
    }

    @Test
    void scoresOfGeneratedTokensAreTheSamplersOwn() throws IOException {
        // Given completions at a temperature
        Path completions = folder.resolve("completions.jsonl");
        CommandRun generated = generate(
                problems(6), "--temperature", "0.7", "--samples", "2", "--raw", "--output", completions.toString());
        assertThat(generated.exitCode()).as(generated.err()).isZero();
        assertThat(generated.out()).isEmpty();
        List<JsonNode> lines = CommandRun.lines(completions);

        // When they are scored at that temperature, after their prompts
        List<String> questions = new ArrayList<>();
        for (JsonNode line : lines) {
            String question = Arithmetic.problems(Split.HELD_OUT)
                    .get(line.get("line").intValue() - 1)
                    .question();
            questions.add("{\"prompt\": \"%s\", \"completion_ids\": %s}".formatted(question, line.get("token_ids")));
        }
        Path texts = Files.write(folder.resolve("texts.jsonl"), questions);
        for (String budget : List.of("1", "60", "4096")) {
            CommandRun scored = score(texts, "--temperature", "0.7", "--batch-tokens", budget);

            // Then each token has the log-probability that it was drawn with
            assertThat(scored.exitCode()).as(scored.err()).isZero();
            List<JsonNode> scores = scored.lines();
            assertThat(scores).hasSameSizeAs(lines);
            for (int i = 0; i < scores.size(); i++) {
                JsonNode expected = lines.get(i).get("log_probabilities");
                JsonNode actual = scores.get(i).get("log_probabilities");
                assertThat(actual).hasSameSizeAs(expected);
                double sum = 0;
                for (int t = 0; t < actual.size(); t++) {
                    assertThat(actual.get(t).doubleValue())
                            .isCloseTo(expected.get(t).doubleValue(), within(1e-4));
                    sum += actual.get(t).doubleValue();
                }
                assertThat(scores.get(i).get("sum").doubleValue()).isCloseTo(sum, within(1e-5));
            }
        }
    }

    @Test
    void theLikeliestTokensHoldTheScoredOnesWhereAllAreAskedFor() throws IOException {
        // Given
        int vocabulary = io.kafkagrpo.model.ModelConfig.read(Path.of(MINI)).vocabularySize();

        // When
        CommandRun scored = score(
                input("{\"ids\": [5, 9, 12, 7]}", "{\"ids\": [5, 9, 12]}"),
                "--top-k",
                Integer.toString(vocabulary),
                "--temperature",
                "0.5");

        // Then
        assertThat(scored.exitCode()).as(scored.err()).isZero();
        JsonNode line = scored.lines().getFirst();
        assertThat(line.get("scored_from").intValue()).isEqualTo(1);
        assertThat(line.get("top")).hasSize(4);
        for (int i = 0; i < 3; i++) {
            JsonNode place = line.get("top").get(i);
            assertThat(place.get("position").intValue()).isEqualTo(i);
            double total = 0;
            for (int k = 0; k < vocabulary; k++) {
                double logProbability = place.get("logits").get(k).doubleValue()
                        - place.get("logsumexp").doubleValue();
                total += Math.exp(logProbability);
                if (place.get("ids").get(k).equals(line.get("token_ids").get(i + 1))) {
                    assertThat(line.get("log_probabilities").get(i).doubleValue())
                            .isCloseTo(logProbability, within(1e-5));
                }
            }
            assertThat(total).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void aStopTextEndsACompletionAndIsNotInItsText() throws IOException {
        // When
        CommandRun run = generate(problems(4), "--greedy", "--stop", "</reasoning>", "--stop", "not to be found");

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        for (JsonNode line : run.lines()) {
            assertThat(line.get("finish_reason").textValue()).isEqualTo("stop");
            assertThat(line.get("text").textValue()).startsWith("<reasoning>").doesNotContain("</reasoning>");
        }
    }

    @Test
    void ignoringTheEndGoesOnToTheLimit() throws IOException {
        CommandRun run = generate(problems(2), "--greedy", "--ignore-eos");

        assertThat(run.exitCode()).as(run.err()).isZero();
        for (JsonNode line : run.lines()) {
            assertThat(line.get("token_ids")).hasSize(24);
            assertThat(line.get("finish_reason").textValue()).isEqualTo("length");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            generate | {"prompt": 3}                         | prompt is 3, but must be a text that is not empty
            generate | {"prompt": ""}                        | prompt is "", but must be a text that is not empty
            generate | {"promt": "x"}                        | has none of them, but must have exactly one of prompt, ids, messages
            generate | {"prompt": "x", "ids": [1]}           | has prompt and ids, but must have exactly one
            generate | {"ids": []}                           | ids is [], but must be a list of at least one token id
            generate | {"ids": [1, 100000]}                  | ids[1] is 100000, but must be a token id from 0 to
            generate | {"ids": [1, -1]}                      | ids[1] is -1, but
            generate | {"ids": [1.5]}                        | ids[0] is 1.5, but
            generate | {"ids": "1"}                          | ids is "1", but
            generate | {"prompt": "x"                        | the line {"prompt": "x" is not one JSON object
            generate | [1, 2]                                | the line is [1, 2], but must be a JSON object
            generate | {"id": [1], "ids": [1]}               | id is [1], but must be a text or a number
            generate | {"messages": []}                      | messages is [], but must be a list of at least one message
            generate | {"messages": [{"role": "user"}]}      | messages[0] is {"role":"user"}, but must be an object with
            generate | {"messages": [{"role": "user", "content": "x"}]} | no chat template
            score    | {"id": 1}                             | nothing to score, but must have ids, text, messages, or a prompt
            score    | {"ids": [1]}                          | has 1 token, but must have at least 2
            score    | {"ids": [1, null]}                    | ids[1] is null, but must be a token id from 0 to
            score    | {"prompt": "x"}                       | has none of them, but must have exactly one of completion, completion_ids
            score    | {"prompt": "x", "completion": ""}     | completion is "", but
            score    | {"prompt": "x", "completion": "y", "text": "z"} | must have none beside a prompt
            score    | {"text": {"a": 1}}                    | text is {"a":1}, but
            """)
    void aWrongLineIsNamedAfterThoseBeforeItAreWritten(String command, String line, String sentence)
            throws IOException {
        // Given
        Path output = folder.resolve("output.jsonl");
        Path input = input("{\"id\": \"first\", \"ids\": [5, 9]}", "", line, "{\"ids\": [5, 9]}");

        // When
        CommandRun run = command.equals("score")
                ? score(input, "--output", output.toString())
                : generate(input, "--output", output.toString());

        // Then
        assertThat(run.exitCode()).as(run.err()).isEqualTo(4);
        assertThat(run.err()).contains("grpo: " + input + ":3: ", sentence).doesNotContain("\tat ");
        assertThat(CommandRun.lines(output)).hasSize(1);
        assertThat(CommandRun.lines(output).getFirst().get("id").textValue()).isEqualTo("first");
    }

    @Test
    void aPromptBeyondTheContextIsRefused() throws IOException {
        String ids = "{\"ids\": " + java.util.Collections.nCopies(128, 5) + "}";

        assertThat(generate(input(ids)).err()).contains("the prompt has 128 tokens, but must have at most 127");
        assertThat(score(input(ids)).exitCode()).isZero();
        String longer = "{\"ids\": " + java.util.Collections.nCopies(129, 5) + "}";
        assertThat(score(input(longer)).err()).contains("the text has 129 tokens, but must have at most 128");
    }

    @Test
    void aLineThatIsNotUtf8IsNamed() throws IOException {
        Path input = Files.write(folder.resolve("latin.jsonl"), new byte[] {'{', (byte) 0xE9, '}', '\n'});

        CommandRun run = score(input);

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains(input + ":1: the line is not UTF-8");
    }

    @Test
    void anOutputThatExistsStaysAsItIs() throws IOException {
        Path output = Files.writeString(folder.resolve("precious.jsonl"), "precious");
        Path input = input("{\"ids\": [5, 9]}");

        assertThat(score(input, "--output", output.toString()).exitCode()).isEqualTo(2);
        assertThat(generate(input, "--output", output.toString()).err()).contains("precious.jsonl exists already");
        assertThat(output).hasContent("precious");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            generate nothing                                        | 2 | --prompt
            generate nothing --prompt x --input y                   | 2 | mutually exclusive
            generate nothing --prompt x --samples 2                 | 2 | go with --input, not --prompt
            generate nothing --input y --samples 2                  | 2 | needs a --temperature above 0
            generate nothing --input y --batch 0                    | 2 | The value 0 of --batch
            generate nothing --input y --greedy --temperature 1     | 2 | --greedy is --temperature 0
            generate nothing --input no-such-file                   | 4 | There is no input file no-such-file
            score nothing --input no-such-file                      | 4 | There is no input file no-such-file
            score nothing --input . --temperature 0                 | 2 | The value 0.0 of --temperature
            score nothing --input .                                 | 4 | is not a file that can be read
            """)
    void refusesOptionsThatMakeNoSense(String line, int exitCode, String sentence) {
        CommandRun run = CommandRun.of(line.split(" +"));

        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.err()).contains(sentence).doesNotContain("\tat ");
    }
}
