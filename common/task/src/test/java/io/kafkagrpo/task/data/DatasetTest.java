package io.kafkagrpo.task.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetTest {

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
                {"question": "c", "answer": 0.50}""");

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
                "[1]                                             | is no JSON object with \"question\" and \"answer\"",
                "null                                            | is no JSON object with \"question\" and \"answer\"",
                "{\"question\": \"a\"}                           | \"answer\" is missing",
                "{\"answer\": \"a\"}                             | \"question\" is missing",
                "{\"question\": 5, \"answer\": \"1\"}            | \"question\" is 5 instead of a text",
                "{\"question\": \"a\", \"answer\": null}         | \"answer\" is null instead of a text",
                "{\"question\": \" \", \"answer\": \"1\"}        | \"question\" is empty",
                "{\"question\": \"a\", \"answer\": \"one\"}      | \"answer\" has no #### at the start of a line, which other lines",
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
                .isThrownBy(() -> Dataset.open(file.toString(), Split.TRAIN))
                .withMessage("Line 2 of " + file + " is malformed: it isn't UTF-8.");
    }

    @Test
    void aMissingOrEmptyFileIsNamed() {
        assertThatExceptionOfType(DatasetException.class)
                .isThrownBy(() -> Dataset.open("arithmetik", Split.TRAIN))
                .withMessageContainingAll(
                        "\"arithmetik\"", "built in (arithmetic, addition, countdown, ", "nor a file");
        assertThatExceptionOfType(DatasetException.class)
                .isThrownBy(() -> open("\n\n"))
                .withMessageContainingAll("data.jsonl", "no problems");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anOrderIsAPermutationThatDependsOnSeedAndEpoch(long caseSeed) {
        Random random = new Random(caseSeed);
        for (int i = 0; i < 50; i++) {
            // Given a dataset of any size
            int size = 1 + random.nextInt(300);
            Dataset dataset = numbered(size);
            long seed = random.nextLong();
            long epoch = random.nextInt(1000);

            // When two epochs are ordered, then each is a permutation, and each is the same when asked again
            List<Integer> order = dataset.order(seed, epoch);
            assertThat(order)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, size).boxed().toList());
            if (size > 20) {
                assertThat(dataset.order(seed, epoch + 1)).isNotEqualTo(order);
                assertThat(dataset.order(seed + 1, epoch)).isNotEqualTo(order);
            }
            assertThat(numbered(size).order(seed, epoch)).isEqualTo(order);
            int index = random.nextInt(size);
            assertThat(dataset.at(seed, epoch * size + index))
                    .isEqualTo(dataset.problems().get(order.get(index)));
        }
    }

    @Test
    void theOrderIsTheSameInEveryRelease() {
        assertThat(numbered(10).order(42, 0)).containsExactly(1, 4, 6, 7, 2, 5, 0, 9, 3, 8);
        assertThat(numbered(10).order(42, 1)).containsExactly(7, 1, 3, 5, 8, 4, 6, 0, 2, 9);
    }

    @Test
    void everyPlaceIsEquallyLikely() {
        int[] first = new int[5];
        Dataset dataset = numbered(5);
        for (int epoch = 0; epoch < 5000; epoch++) {
            first[dataset.order(1, epoch).getFirst()]++;
        }
        assertThat(first).satisfies(counts -> assertThat(IntStream.of(counts)).allMatch(n -> n > 850 && n < 1150));
    }

    @Test
    void positionsAndLimitsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> numbered(3).at(0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> numbered(3).head(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Dataset.of("none", List.of()));
        assertThat(numbered(3).head(2).problems()).isEqualTo(numbered(2).problems());
        assertThat(numbered(3).head(9).size()).isEqualTo(3);
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
    void additionHasAllPairsAndHoldsThirtyOutWithTheirCommutedOnes() {
        Dataset train = Dataset.open("addition", Split.TRAIN);
        Dataset heldOut = Dataset.open("addition", Split.HELD_OUT);

        assertThat(train.size()).isEqualTo(70);
        assertThat(heldOut.size()).isEqualTo(30);
        Set<String> questions = new HashSet<>();
        Stream.of(train, heldOut)
                .forEach(part -> part.problems().forEach(problem -> {
                    String question = problem.question();
                    questions.add(question);
                    int a = question.charAt(0) - '0';
                    int b = question.charAt(2) - '0';
                    assertThat(question).isEqualTo(a + "+" + b + "=?");
                    assertThat(problem.referenceAnswer()).isEqualTo(Integer.toString(a + b));
                    assertThat(part.problems()).extracting(Problem::question).contains(b + "+" + a + "=?");
                }));
        assertThat(questions).hasSize(100);
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

        Dataset dataset = Dataset.open(train.toString(), Split.TRAIN);
        assertThat(dataset.size()).isEqualTo(7473);
        assertThat(dataset.problems().getFirst().referenceAnswer()).isEqualTo("72");
    }

    private Dataset open(String lines) throws IOException {
        Path file = folder.resolve("data.jsonl");
        Files.writeString(file, lines);
        return Dataset.open(file.toString(), Split.TRAIN);
    }

    private static Dataset numbered(int size) {
        return Dataset.of(
                "numbered",
                IntStream.range(0, size)
                        .mapToObj(i -> new Problem("p" + i, "question " + i, Integer.toString(i)))
                        .toList());
    }
}
