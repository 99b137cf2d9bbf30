package io.kafkagrpo.data.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.task.data.DatasetException;
import io.kafkagrpo.task.data.Split;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryFilesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            train | eval/train.jsonl test.jsonl                   | eval/train.jsonl
            test  | eval/train.jsonl test.jsonl                   | test.jsonl
            test  | training_data/test.jsonl training_data/a.csv  | training_data/test.jsonl
            train | training_data/test.jsonl training_data/a.csv  | training_data/a.csv
            train | data.jsonl dataset_infos.json .cache/x.json   | data.jsonl
            train | a/.hidden/train.jsonl train.csv               | train.csv
            """)
    void aFileIsOfOneSplitAndDescriptionsAreOfNone(String split, String files, String expected) {
        assertThat(RepositoryFiles.of(name(":" + split), List.of(files.split(" ")), ""))
                .containsExactly(expected);
    }

    @Test
    void aNameOfTwoSplitsIsRefused() {
        assertThatThrownBy(() -> RepositoryFiles.of(name(":train"), List.of("train-test.jsonl"), ""))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("train-test.jsonl")
                .hasMessageContaining("train and test");
    }

    @Test
    void aSubsetMayDeclareItsFolderAlone() {
        String readme = """
                ---
                configs:
                - config_name: a
                  data_dir: a
                - config_name: b
                  data_dir: b/
                ---
                """;
        List<String> files = List.of("a/train.jsonl", "a/test.jsonl", "b/train.jsonl");
        assertThat(RepositoryFiles.of(name(":a/train"), files, readme)).containsExactly("a/train.jsonl");
        assertThat(RepositoryFiles.of(name(":b/train"), files, readme)).containsExactly("b/train.jsonl");
    }

    private static HubDataName name(String part) {
        return Stream.of("owner/data" + part)
                .map(text -> HubDataName.of(text, Split.TRAIN))
                .findFirst()
                .orElseThrow();
    }
}
