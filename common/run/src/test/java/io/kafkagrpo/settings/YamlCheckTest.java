package io.kafkagrpo.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlCheckTest {
    private static final Path FILE = Path.of("run.yaml");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'steps: 3;group-size: 4;steps: 5'                           | the key 'steps' stands twice, in line 1 and in line 3
            'sampling: {max-new-tokens: 8};model: m;sampling: {x: 1}'   | the key 'sampling' stands twice, in line 1 and in line 3
            'data:;  train: a;  evaluate: b;  train: c'                 | the key 'data.train' stands twice, in line 2 and in line 4
            'steps: 3;---;steps: 4'                                     | a second document, which begins in line 3
            '- steps: 3;- model: m'                                     | run.yaml is a list
            'just words'                                                | run.yaml is a single value
            '# a comment alone'                                         | run.yaml is empty
            'data: &d;  train: *d'                                      | refers to itself
            'a: &a {x: *a}'                                               | refers to itself
            'rewards: [correctness]'                                    | rewards: {correctness: 1, format: 0.5}
            'rewards:;  - name: correctness;    weight: 1'              | rewards: {correctness: 1, format: 0.5}
            'data: {train: [[a, b]]}'                                   | data.train has a list within a list, in line 1
            '? [a, b];: 3'                                              | a key in line 1 is a list or a mapping
            'steps: 3: 4'                                               | not valid YAML in line 1, column 9
            'steps: [3'                                                 | not valid YAML in line
            'steps: *nobody'                                            | not valid YAML in line 1
            'steps: !!int x: 1'                                         | run.yaml
            """)
    void refusesWhatWouldBeTakenForSomethingElse(String lines, String sentence) {
        assertThatThrownBy(() -> YamlCheck.refuse(FILE, lines.replace(";", "\n")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("run.yaml")
                .hasMessageContaining(sentence)
                .satisfies(failure -> assertThat(failure.getMessage())
                        .doesNotContain("snakeyaml")
                        .doesNotContain("Exception")
                        .doesNotContain("\n"));
    }

    @Test
    void aliasesThatStandForMillionsAreRefusedSoon() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            yaml.append("a%d: &a%d {%s}%n".formatted(i, i, aliases(i - 1)));
        }
        assertThatThrownBy(() -> YamlCheck.refuse(FILE, yaml.toString()))
                .hasMessageContaining("more than 10000 values");
    }

    @Test
    void deepNestingIsRefused() {
        assertThatThrownBy(() -> YamlCheck.refuse(FILE, "a: " + "[".repeat(5000) + "]".repeat(5000)))
                .isInstanceOf(SettingsException.class);
        assertThatThrownBy(() -> YamlCheck.refuse(FILE, "{a: ".repeat(5000) + "1" + "}".repeat(5000)))
                .isInstanceOf(SettingsException.class);
    }

    @Test
    void whatConfigurationsUseIsTaken() {
        assertThatCode(() -> YamlCheck.refuse(FILE, """
                        model: m
                        base: &base {train: arithmetic, evaluate: arithmetic}
                        data:
                          <<: *base
                          evaluate: addition
                        more: [1, 2, three]
                        again: *base
                        empty:
                        """)).doesNotThrowAnyException();
    }

    private static String aliases(int of) {
        StringBuilder aliases = new StringBuilder();
        for (int k = 0; k < 9; k++) {
            aliases.append(k == 0 ? "" : ", ").append("k%d: *a%d".formatted(k, of));
        }
        return aliases.toString();
    }
}
