package io.kafkagrpo.dashboard.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleTextTest {
    @ParameterizedTest
    @CsvSource({
        "27, ␛", // escape
        "0, ␀",
        "13, ␍",
        "127, ␡",
        "133, ⟨U+0085⟩", // next line
        "8238, ⟨U+202E⟩", // from right to left
        "8203, ⟨U+200B⟩", // no width
        "8232, ⟨U+2028⟩", // line separator
        "917536, ⟨U+E0020⟩" // a tag character
    })
    void whatCannotBeSeenGetsASign(int point, String sign) {
        assertThat(VisibleText.of("a" + Character.toString(point) + "b")).isEqualTo("a" + sign + "b");
    }

    @Test
    void whatCanBeSeenStays() {
        assertThat(VisibleText.of("Zwölf\tist\n十二 🙂 <b>")).isEqualTo("Zwölf\tist\n十二 🙂 <b>");
    }

    @Test
    void aLineIsOneLineAndCutBetweenCharacters() {
        assertThat(VisibleText.line("one\ntwo\tthree", 100)).isEqualTo("one⏎two three");
        assertThat(VisibleText.line("ab🙂cd", 3)).isEqualTo("ab…");
        assertThat(VisibleText.line("ab🙂cd", 4)).isEqualTo("ab🙂…");
    }
}
