package io.kafkagrpo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.DatasetException;
import io.kafkagrpo.task.data.Problem;
import io.kafkagrpo.task.data.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON lines of the usual shape, as they have been read from the beginning. */
class UsualLinesTest {

    @TempDir
    Path folder;

    @Test
    void readsGsm8k() throws IOException {
        Dataset dataset = open("""
            {"question": "Two and three?", "answer": "2+3=<<2+3=5>>5\\n#### 5"}

            {"question": "Much?", "answer": "a lot\\n#### 1,000 ", "other": [1]}
            """);

        assertThat(dataset.problems())
                .containsExactly(
                        new Problem("data.jsonl#1", "Two and three?", "5"),
                        new Problem("data.jsonl#3", "Much?", "1,000", Map.of("other", "[1]")));
    }

    @Test
    void readsPlainAnswersAndNumbers() throws IOException {
        Dataset dataset = open("""
            {"question": "a", "answer": " Paris\\n"}
            {"question": "b", "answer": 72}
            {"question": "c", "answer": 0.50}\
            """);

        assertThat(dataset.problems()).extracting(Problem::referenceAnswer).containsExactly("Paris", "72", "0.50");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"question\": \"a\", \"answer\": }             | isn't one JSON value at column",
                "{\"question\": \"a\", \"answer\": \"1\"         | isn't one JSON value",
                "{\"question\": \"a\", \"answer\": \"1\"} {}     | isn't one JSON value",
                "{\"question\": \"a\", \"question\": \"b\"}      | stands in it twice",
                "[1]                                             | is no JSON object, but ",
                "null                                            | is no JSON object, but ",
                "{\"question\": \"a\"}                           | \"answer\" is missing",
                "{\"answer\": \"a\"}                             | \"question\" is missing",
                "{\"question\": 5, \"answer\": \"1\"}            | \"question\" is 5 instead of a text",
                "{\"question\": \"a\", \"answer\": null}         | \"answer\" is null instead of a text",
                "{\"question\": \" \", \"answer\": \"1\"}        | \"question\" is empty",
                "{\"question\": \"a\", \"answer\": \"one\"}      | \"answer\" has no #### at the start of a line,"
                        + " which other lines",
                "{\"question\": \"a\", \"answer\": \"one #### 5\"} | \"answer\" has no #### at the start of a line",
                "{\"question\": \"a\", \"answer\": \"##### 5\"}  | \"answer\" has no #### at the start of a line",
                "{\"question\": \"a\", \"answer\": \"#### 5\\n#### 6\"}  | at the start of more than one line",
                "{\"question\": \"a\", \"answer\": \"one\\n#### \"} | nothing follows #### in \"answer\"",
            })
    void aMalformedLineIsNamedInOneSentence(String line, String what) {
        assertThatExceptionOfType(DatasetException.class)
                .isThrownBy(() -> open("{\"question\": \"q\", \"answer\": \"#### 1\"}\n" + line + "\n"))
                .withMessageStartingWith("Line 2 of " + folder.resolve("data.jsonl") + " is malformed: ")
                .withMessageContaining(what)
                .withMessageEndingWith(".")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void aLineThatIsNotUtf8IsNamed() throws IOException {
        Path file = folder.resolve("latin1.jsonl");
        Files.write(file, "\n{\"question\": \"é\", \"answer\": \"1\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(DatasetException.class)
                .isThrownBy(() -> open(file))
                .withMessage("Line 2 of " + file + " is malformed: it isn't UTF-8.");
    }

    @Test
    void aMissingOrEmptyFileIsNamed() {
        assertThatExceptionOfType(DatasetException.class)
                .isThrownBy(() -> open(Path.of("arithmetik")))
                .withMessageContainingAll(
                        "\"arithmetik\"", "built in (arithmetic, addition, countdown, ", "nor a file");
        assertThatExceptionOfType(DatasetException.class)
                .isThrownBy(() -> open("\n\n"))
                .withMessageContainingAll("data.jsonl", "no problems");
    }

    @Test
    void theContentHashDependsOnQuestionsAndAnswersAlone() throws IOException {
        String hash = open("{\"question\": \"ab\", \"answer\": \"c\"}").contentHash();

        assertThat(hash).matches("[0-9a-f]{64}");
        assertThat(open("\r\n{\"answer\":\"c\",\"question\":\"ab\"}\r\n").contentHash())
                .isEqualTo(hash);
        assertThat(open("{\"question\": \"a\", \"answer\": \"bc\"}").contentHash())
                .isNotEqualTo(hash);
    }

    @Test
    void theWholeOfGsm8kReads() {
        Path train = Stream.of(
                        "../shared/gsm8k/train.jsonl",
                        "../../shared/gsm8k/train.jsonl",
                        "../../../shared/gsm8k/train.jsonl")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElse(Path.of("absent"));
        assumeTrue(Files.exists(train), "skipped: no shared/gsm8k/train.jsonl");

        Dataset dataset = open(train);
        assertThat(dataset.size()).isEqualTo(7473);
        assertThat(dataset.problems().getFirst().referenceAnswer()).isEqualTo("72");
    }

    private Dataset open(String lines) throws IOException {
        Path file = folder.resolve("data.jsonl");
        Files.writeString(file, lines);
        return open(file);
    }

    private static Dataset open(Path file) {
        return DataSource.open(file.toString(), Split.TRAIN, DataShape.USUAL);
    }
}
