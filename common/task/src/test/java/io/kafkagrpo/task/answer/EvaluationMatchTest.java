package io.kafkagrpo.task.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationMatchTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "None",
            value = {
                // exact
                "<answer>72</answer>                     | 72     | true",
                "<answer>Paris</answer>                  | Paris  | true",
                "no tag, and no answer is expected       | None   | true",
                "<answer>...</answer>                    | None   | true",
                // one number on each side
                "<answer>$72.00</answer>                 | 72     | true",
                "<answer>72 clips.</answer>              | 72     | true",
                "<answer>-0</answer>                     | 0      | true",
                "<answer>73</answer>                     | 72     | false",
                // the last number
                "<answer>48 + 24 = 72</answer>           | 72     | true",
                "<answer>48 + 24 = $72</answer>          | 72     | true",
                "<answer>48 + 24 =72</answer>            | 72     | true",
                "<answer>from 48 to 72 %</answer>        | 72     | true",
                "<answer>72</answer>                     | x = 1 or 72 | true",
                "<answer>48 + 24 is 72.</answer>         | 72     | false",
                "<answer>72 and 48</answer>              | 72     | false",
                "<answer>1000</answer>                   | 1,000  | true",
                "<answer>$1,234.</answer>                | 1234   | true",
                "<answer>1,23</answer>                   | 123    | false",
                // nothing extracted
                "72                                      | 72     | false",
                "<answer>72                              | 72     | false",
                "<answer>...</answer>                    | ...    | false",
                "<answer>72</answer><answer>...</answer> | 72     | false",
            })
    void acceptsWhatTheTutorialsEvaluationAccepts(String completion, String reference, boolean correct) {
        assertThat(EvaluationMatch.ANSWER_TAG.isCorrect(completion, reference)).isEqualTo(correct);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LAST_NUMBER | it is 1,234.                 | 1,234 | true",
                "LAST_NUMBER | it is 1,234.                 | 234   | false",
                "MATH        | <answer>\\frac{1}{2}</answer> | 0.5   | true",
                "MATH        | <answer>2</answer>           | 0.5   | false",
                "COUNTDOWN   | <answer>(7-3)*5</answer>     | 3 5 7 = 20 | true",
                "COUNTDOWN   | <answer>7+3</answer>         | 3 5 7 = 20 | false",
            })
    void theOtherRules(EvaluationMatch match, String completion, String reference, boolean correct) {
        assertThat(match.isCorrect(completion, reference)).isEqualTo(correct);
    }
}
