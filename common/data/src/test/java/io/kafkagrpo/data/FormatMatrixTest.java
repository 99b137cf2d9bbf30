package io.kafkagrpo.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import io.kafkagrpo.task.answer.AnswerFormat;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.Problem;
import io.kafkagrpo.task.data.Split;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same three problems in every format, packed in every way. */
class FormatMatrixTest {

    private static final List<String> QUESTIONS = List.of("2+3?", "Ünïcode 日本?", "a,\"b\"\nc");
    private static final List<String> ANSWERS = List.of("5", "7", "1,234");

    private static final String LINES = """
        {"question":"2+3?","answer":"5"}

        {"answer":7,"question":"Ünïcode 日本?"}
        {"question":"a,\\"b\\"\\nc","answer":"1,234"}\
        """;
    private static final String ARRAY = """
        [
          {"question": "2+3?", "answer": "5"},
          {"question": "Ünïcode 日本?", "answer": 7},
          {"question": "a,\\"b\\"\\nc", "answer": "1,234"}
        ]
        """;
    private static final String CSV = "question,answer\n2+3?,5\n\n\"Ünïcode 日本?\",7\n\"a,\"\"b\"\"\nc\",\"1,234\"\n";

    @TempDir
    Path folder;

    static Stream<Arguments> formats() {
        String semicolons = "question;answer\n2+3?;5\nÜnïcode 日本?;7\n\"a,\"\"b\"\"\nc\";1,234\n";
        String tsv = "question\tanswer\n2+3?\t5\nÜnïcode 日本?\t7\n\"a,\"\"b\"\"\nc\"\t1,234";
        return Stream.of(
                        Arguments.of("train.jsonl", LINES, "JSON lines"),
                        Arguments.of("train", LINES, "JSON lines"),
                        Arguments.of("train.json", ARRAY, "a JSON array"),
                        Arguments.of("train.jsonl", ARRAY, "a JSON array"),
                        Arguments.of("train.csv", CSV, "a CSV table"),
                        Arguments.of("train.csv", semicolons, "a CSV table"),
                        Arguments.of("train.txt", CSV, "a CSV table"),
                        Arguments.of("train.tsv", tsv, "a TSV table"),
                        Arguments.of("train", tsv, "a TSV table"),
                        Arguments.of("train.csv", LINES, "JSON lines"))
                .flatMap(format -> Stream.of("", "gzip", "zstd")
                        .flatMap(packing -> Stream.of("", "\uFEFF")
                                .map(mark -> Arguments.of(
                                        format.get()[0], mark + format.get()[1], packing, format.get()[2]))));
    }

    @ParameterizedTest(name = "{0} {2} {3}")
    @MethodSource("formats")
    void theSameProblemsComeFromEveryFormat(String name, String text, String packing, String kind) throws IOException {
        // Given a file whose name says how it is packed, and one whose name doesn't
        List<String> endings = packing.isEmpty() ? List.of("") : List.of("", packing.equals("gzip") ? ".gz" : ".zst");
        for (String ending : endings) {
            Path file =
                    Files.write(folder.resolve(name + ending), packed(text.getBytes(StandardCharsets.UTF_8), packing));
            // When
            Dataset data = open(file);
            // Then
            assertSame(data);
            assertThat(data.origin()).startsWith(kind).contains(packing);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r"})
    void rowsOfATableMayEndAsTheyLike(String end) throws IOException {
        String text = CSV.replace("b\"\"\nc", "b\"\"§c").replace("\n", end).replace("§", "\n");
        assertSame(open(Files.writeString(folder.resolve("train.csv"), text)));
    }

    @Test
    void linesMayEndWithBoth() throws IOException {
        assertSame(open(Files.writeString(folder.resolve("train.jsonl"), LINES.replace("\n", "\r\n"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zstd", "gzip", "uncompressed", "lz4_raw"})
    void parquetIsReadWithEveryUsualCodec(String codec) throws Exception {
        Dataset data = open(
                resource("qa-" + codec + ".parquet"),
                new DataShape(
                        ColumnPath.of("question"),
                        ColumnPath.of("answer"),
                        null,
                        null,
                        null,
                        null,
                        null,
                        AnswerFormat.AS_IS,
                        null));
        assertThat(data.problems()).extracting(Problem::question).isEqualTo(QUESTIONS);
        assertThat(data.problems()).extracting(Problem::referenceAnswer).containsExactly("5", "#### 7", "1,234");
        assertThat(data.problems().getLast().id()).isEqualTo("qa-" + codec + ".parquet#3");
    }

    @Test
    void parquetOfManyRowGroupsIsReadWhole() throws Exception {
        Dataset data = open(resource("groups.parquet"));
        assertThat(data.size()).isEqualTo(10_000);
        assertThat(data.problems().getLast().question()).isEqualTo("question 9999");
        assertThat(data.problems().getLast().referenceAnswer()).isEqualTo("9999");
    }

    @Test
    void parquetsListsAndStructsAreWhatJsonHas() throws Exception {
        DataShape shape = new DataShape(
                ColumnPath.of("question"),
                ColumnPath.of("reward_model.ground_truth"),
                ColumnPath.of("prompt"),
                null,
                null,
                null,
                null,
                AnswerFormat.AUTO,
                null);
        Problem problem = open(resource("chat.parquet"), shape).problems().getFirst();
        assertThat(problem.question()).isEqualTo("2+3?");
        assertThat(problem.referenceAnswer()).isEqualTo("5");
        assertThat(problem.prompt().messages()).hasSize(2);
        assertThat(problem.columns())
                .containsEntry("level", "3")
                .containsEntry("share", "0.25")
                .containsEntry("f", "1.5")
                .containsEntry("tags", "[\"a\",\"b\"]")
                .containsEntry("nothing", "null")
                .containsEntry("day", "\"2024-07-05\"")
                .containsEntry("price", "12.50")
                .containsEntry("flag", "true")
                .containsEntry("big", "12345678901")
                .containsEntry("m", "{\"k\":1}")
                .containsEntry("empty", "[]")
                .containsEntry("extra", "{\"difficulty\":null,\"ids\":[1,2]}");
    }

    private static void assertSame(Dataset data) {
        assertThat(data.problems()).extracting(Problem::question).isEqualTo(QUESTIONS);
        assertThat(data.problems()).extracting(Problem::referenceAnswer).isEqualTo(ANSWERS);
    }

    static byte[] packed(byte[] bytes, String packing) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = packing.equals("gzip")
                ? new GZIPOutputStream(packed)
                : packing.equals("zstd") ? new ZstdOutputStream(packed) : packed) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    static Path resource(String name) throws Exception {
        return Path.of(
                Objects.requireNonNull(FormatMatrixTest.class.getResource(name)).toURI());
    }

    private static Dataset open(Path file) {
        return open(file, DataShape.USUAL);
    }

    private static Dataset open(Path file, DataShape shape) {
        return DataSource.open(file.toString(), Split.TRAIN, shape);
    }
}
