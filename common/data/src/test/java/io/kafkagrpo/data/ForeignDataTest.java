package io.kafkagrpo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.task.data.DatasetException;
import io.kafkagrpo.task.data.Split;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignDataTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        train.bz2       | 425a6839             | compressed with bzip2
        train.xz        | fd377a585a00         | compressed with xz
        train.zip       | 504b030414           | a zip archive
        train.arrow     | 4152524f5731         | an Arrow file
        train.jsonl     | fffe7b0022           | UTF-16 text
        train.jsonl     | 7b0022007100         | binary, or UTF-16 text without a mark
        train.xls       | d0cf11e0a1b1         | an old Office document
        train.pkl       | 80049501             | a Python pickle
        train.sqlite    | 53514c69746520       | an SQLite database
        train.avro      | 4f626a0104           | an Avro file
        """)
    void namesWhatAFileIsByItsFirstBytes(String name, String hex, String kind) throws Exception {
        assertRefused(name, HexFormat.of().parseHex(hex.strip()), kind);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
        train.json  | {\\n  "question": "1+1",\\n  "answer": "2"\\n}            | one JSON object over several lines
        train.jsonl | {"question":"a","answer":"1"}\\r{"question":"b"}         | a carriage return alone
        train.jsonl | <!DOCTYPE html><html></html>                            | a web page
        train.jsonl | version https://git-lfs.github.com/spec/v1\\nsize 3     | Git LFS pointer
        """)
    void namesWhatATextIs(String name, String text, String kind) throws Exception {
        String unescaped = text.replace("\\n", "\n").replace("\\r", "\r");
        assertRefused(name, unescaped.getBytes(StandardCharsets.UTF_8), kind);
    }

    @Test
    void aBrokenLineIsToldWithoutAParsersWordsOrTheFilesControlCharacters() throws Exception {
        Path file = Files.writeString(
                folder.resolve("train.jsonl"),
                "{\"question\": \"1+1\", \"answer\": \"2\"}\n{\"question\": \u0007NaN}\n");
        assertThatThrownBy(() -> DataSource.open(file.toString(), Split.TRAIN, DataShape.USUAL)
                        .problems())
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("Line 2 of")
                .satisfies(failure -> assertThat(failure.getMessage())
                        .doesNotMatch("(?s).*(Unexpected|token|jackson|Source:|JsonRead|\\p{Cntrl}).*"));
    }

    @Test
    void jsonLinesAreRead() throws Exception {
        Path file = Files.writeString(folder.resolve("train.json"), "{\"question\": \"1+1\", \"answer\": \"2\"}\n");
        assertThat(DataSource.open(file.toString(), Split.TRAIN, DataShape.USUAL)
                        .problems())
                .hasSize(1);
    }

    private void assertRefused(String name, byte[] bytes, String kind) throws Exception {
        Path file = Files.write(folder.resolve(name), bytes);
        assertThatThrownBy(() -> DataSource.open(file.toString(), Split.TRAIN, DataShape.USUAL)
                        .problems())
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(kind)
                .hasMessageContaining("what is read is JSON lines, a JSON array of objects, CSV or TSV")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotMatch("(?s).*\\p{Cntrl}.*"));
    }
}
