package io.kafkagrpo.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void keepsWhatPeopleWrite() {
        assertThat(Printable.line("Übung 3/4 – 日本 😀")).isEqualTo("Übung 3/4 – 日本 😀");
    }

    @Test
    void showsWhatWouldAct() {
        assertThat(Printable.line("a\u001b[31mred\u0000\u007f\u009b2J"))
                .isEqualTo("a\\u001b[31mred\\u0000\\u007f\\u009b2J");
        assertThat(Printable.line("abc\u202Ecba\u2066x\u200b")).isEqualTo("abc\\u202ecba\\u2066x\\u200b");
        assertThat(Printable.line("two\r\nlines\tand\u2028more")).isEqualTo("two  lines and\\u2028more");
    }
}
