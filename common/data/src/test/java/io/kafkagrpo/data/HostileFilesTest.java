package io.kafkagrpo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.data.table.ParquetPatience;
import io.kafkagrpo.task.data.DatasetException;
import io.kafkagrpo.task.data.Split;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that nobody should have written: each is one sentence about file, place and what is wrong. */
class HostileFilesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
        t.csv  | question,answer\\na,b,c                       | Row 1 of F, which begins in line 2, is malformed: it has 3 cells, but the head has 2
        t.csv  | question,answer\\na,1\\n\\nb                   | Row 2 of F, which begins in line 4, is malformed: it has 1 cells
        t.csv  | question,answer,question\\na,b,c              | has the column "question" twice, as its column 1 and 3
        t.csv  | question,answer\\n"a,1\\nb,2                   | begins in line 2 of F is malformed: the quote that opens in line 2 is never closed
        t.csv  | question,answer\\n"a"b,1                      | something follows a closing quote
        t.csv  | question,answer\\na\\0,1                       | it has a NUL character
        t.csv  | question,answer                              | has no problems: it is empty
        t.csv  | Question,Answer\\na,1                         | "question" is missing; it has "Question", "Answer", and data.columns.question names the column of the question, such as data.columns.question: Question
        t.csv  | question,answer\\n,1                          | "question" is empty
        t.csv  | question,answer\\na,                          | "answer" is empty
        t.json | [                                            | Entry 1 of F is malformed: it isn't JSON in line 1
        t.json | [{"question":"a","answer":"1"}               | Entry 2 of F is malformed: it isn't JSON
        t.json | [{"question":"a","answer":"1"},]             | Entry 2 of F is malformed
        t.json | [{"question":"a","answer":"1"}] {}           | something after the end of its JSON array, in line 1
        t.json | [{"question":"a","answer":"1"},5]            | Entry 2 of F is malformed: it is no JSON object, but 5
        t.json | [{"question":"a","question":"1"}]            | the key "question" stands in it twice
        t.json | []                                           | has no problems
        t.json | {"data":[{"question":"a","answer":"1"}]}     | "question" is missing; it has "data"
        t.jsonl | {"question":"a","answer":1e999999999}       | "answer" is a number of more than 1000 digits
        t.jsonl | {"question":"a\\0b","answer":"1"}            | Line 1 of F is malformed: it isn't one JSON value at column
        """)
    void eachIsToldInOneSentence(String name, String text, String what) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text.replace("\\n", "\n").replace("\\0", "\0"));
        assertRefused(file, what.replace(" F", " " + file));
    }

    @Test
    void aTableThatIsNotUtf8IsNamedWithItsRow() throws IOException {
        Path file = folder.resolve("latin1.csv");
        Files.write(file, "question,answer\na,1\né,2\n".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(file, "The row that begins in line 3 of " + file + " is malformed: it isn't UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void aFileThatIsCutOffOrDamagedIsSaidToBe(String packing) throws IOException {
        byte[] lines = "{\"question\":\"a\",\"answer\":\"1\"}\n".repeat(5_000).getBytes(StandardCharsets.UTF_8);
        byte[] whole = FormatMatrixTest.packed(lines, packing);
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length / 2));
        assertRefused(cut, "cut off");
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, 30, Math.min(damaged.length, 60), (byte) 0x55);
        assertThatThrownBy(() -> open(Files.write(folder.resolve("damaged"), damaged)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("damaged");
        Path twice = Files.write(folder.resolve("twice"), FormatMatrixTest.packed(whole, packing));
        assertRefused(twice, "compressed twice");
    }

    @Test
    void aLineWithoutEndDoesNotFillTheMemory() throws IOException {
        Path file = folder.resolve("endless.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            byte[] part = new byte[1 << 20];
            Arrays.fill(part, (byte) ' ');
            for (int i = 0; i < 65; i++) {
                out.write(part);
            }
        }
        assertRefused(file, "Line 1 of " + file + " has more than 64 MiB");
    }

    @Test
    void moreThanTheMemoryHoldsIsSaidToBeTooMuch() throws IOException {
        Path file = folder.resolve("many.jsonl");
        Files.writeString(file, "{\"question\":\"abcdefghij\",\"answer\":\"1\"}\n".repeat(100));
        assertThatThrownBy(() -> ProblemFiles.read("many", List.of(file), DataShape.USUAL, 500))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll("many.jsonl", "by row 46", "too much for this process");
    }

    @Test
    void bracketsWithinBracketsAreBounded() throws IOException {
        Path file = folder.resolve("deep.jsonl");
        Files.writeString(file, "{\"question\":" + "[".repeat(100_000));
        assertRefused(file, "its brackets are nested too deep");
    }

    @Test
    void aDamagedParquetFileIsSaidToBe() throws Exception {
        byte[] whole = Files.readAllBytes(FormatMatrixTest.resource("qa-snappy.parquet"));
        assertRefused(Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, 200)), "is damaged or cut off");
        Path empty = Files.write(folder.resolve("a.parquet"), "PAR1\0\0\0\0PAR1".getBytes(StandardCharsets.UTF_8));
        assertRefused(empty, "is damaged or cut off");
        Path packed = Files.write(folder.resolve("p.parquet.gz"), FormatMatrixTest.packed(whole, "gzip"));
        assertRefused(packed, "is a Parquet file, compressed with gzip; unpack it");
        assertRefused(FormatMatrixTest.resource("empty.parquet"), "has no problems: it is empty");
    }

    @Test
    void aParquetFileOverWhichItsReaderWaitsForEverIsGivenUp() throws Exception {
        Path file = FormatMatrixTest.resource("never-ends.parquet");
        assertThatThrownBy(() -> ParquetPatience.read(file, Duration.ofSeconds(2)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("is damaged or cut off");
    }

    @Test
    void noDamageToAFileIsMoreThanOneSentence() throws Exception {
        Random random = new Random(7);
        byte[] gzip = FormatMatrixTest.packed(
                "{\"question\":\"a\",\"answer\":\"1\"}\n".repeat(20).getBytes(StandardCharsets.UTF_8), "gzip");
        byte[] csv = "question,answer\n\"a\"\"b\",1\n".repeat(3).getBytes(StandardCharsets.UTF_8);
        for (byte[] whole : List.of(gzip, csv)) {
            for (int i = 0; i < 300; i++) {
                byte[] bytes = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
                for (int k = random.nextInt(3); k > 0; k--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                Path file = Files.write(folder.resolve("damaged"), bytes);
                try {
                    assertThat(open(file)).isNotEmpty();
                } catch (DatasetException e) {
                    assertThat(e.getMessage())
                            .doesNotMatch("(?s).*\\p{Cntrl}.*")
                            .endsWith(".");
                }
            }
        }
    }

    private void assertRefused(Path file, String what) {
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(what)
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(String.valueOf(file.getFileName()))
                        .doesNotMatch("(?s).*(Unexpected|token|jackson|Source:|java\\.|\\p{Cntrl}).*")
                        .endsWith("."));
    }

    private static List<io.kafkagrpo.task.data.Problem> open(Path file) {
        return DataSource.open(file.toString(), Split.TRAIN, DataShape.USUAL).problems();
    }
}
