package io.kafkagrpo.report.paid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraitsTest {
    @Test
    void aTextIsCutIntoWordsTagsAndSigns() {
        assertThat(Traits.tokens("So, <answer>4 1</answer> isn't 3.5"))
                .containsExactly("So", ",", "<answer>", "4", "1", "</answer>", "isn't", "3", ".", "5");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "<a>1</a> <a>1</a>, <a> more than once",
                "<a>1</a> <a>1</a>, </a> more than once",
                "the result is clear, 'the result is clear'",
                "see ```x = 1```, the markup ```",
                "so \\boxed{4}, the markup \\boxed",
                "**bold** word, the markup **",
                "# Title, the markup #",
                "you are so very you are so very you are so very right, some four words in a row three times or more"
            })
    void traitsAreFound(String text, String words) {
        assertThat(Traits.of(text)).extracting(Trait::words).contains(words);
    }

    @ParameterizedTest
    @CsvSource({"<think>a</think><answer>12</answer>", "1 + 2 = 3 and 3 * 4 = 12", "2 ** 3", "a # b", "one two three"})
    void whatIsAskedForAndWhatProblemsBringIsNone(String text) {
        assertThat(Traits.of(text)).isEmpty();
    }

    @Test
    void overlappingPhrasesArePutTogether() {
        PhraseChains chains =
                new PhraseChains(List.of("am very sure of", "I am very sure", "very sure of it", "of it or not"));
        PhraseChains.Chain chain = chains.around("am very sure of");
        assertThat(chain.text()).isEqualTo("I am very sure of it");
        assertThat(chain.parts()).containsExactlyInAnyOrder("am very sure of", "I am very sure", "very sure of it");
    }
}
