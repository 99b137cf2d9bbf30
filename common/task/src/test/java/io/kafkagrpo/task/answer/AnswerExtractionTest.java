package io.kafkagrpo.task.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Edges of Python's digits, whitespace and floats; values are the tutorial's functions' own (Python 3.11). */
class AnswerExtractionTest {

    @ParameterizedTest
    @MethodSource("numbers")
    void numbersAreWhatPythonTakesThemFor(String text, OptionalDouble single, OptionalDouble last) {
        assertThat(AnswerExtraction.singleNumber(text)).isEqualTo(single);
        assertThat(AnswerExtraction.lastNumber(text)).isEqualTo(last);
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                arguments("1_000", none(), none()),
                arguments("\u0663", of(3.0), of(3.0)),
                arguments("\u0663.\u0665", of(3.5), of(3.5)),
                arguments("-\u0663", of(-3.0), of(-3.0)),
                arguments("1e5", none(), none()),
                arguments("inf", none(), none()),
                arguments("nan", none(), none()),
                arguments("7\u00a0", of(7.0), of(7.0)),
                arguments("\u00a07", of(7.0), of(7.0)),
                arguments("7\u001f", of(7.0), of(7.0)),
                arguments("7\u0085", of(7.0), of(7.0)),
                arguments("\u2007 7", of(7.0), of(7.0)),
                arguments("7\u200b", of(7.0), none()),
                arguments("\u180e7", of(7.0), none()),
                arguments("\u0663\u066b\u0665", none(), none()),
                arguments("\u00bd", none(), none()),
                arguments("\u00b2", none(), none()),
                arguments("1.2.3", none(), none()),
                arguments("-.5", of(-0.5), of(-0.5)),
                arguments("5.-", of(5.0), none()),
                arguments("=-7", of(-7.0), of(-7.0)),
                arguments("x=\n\t7", of(7.0), of(7.0)),
                arguments("a=b 7%", of(7.0), of(7.0)),
                arguments("$ 7 $", of(7.0), of(7.0)),
                arguments("-%7", of(7.0), of(-7.0)),
                arguments("7\n\n", of(7.0), of(7.0)),
                arguments("9".repeat(400), of(Double.POSITIVE_INFINITY), of(Double.POSITIVE_INFINITY)),
                arguments("-" + "9".repeat(400), of(Double.NEGATIVE_INFINITY), of(Double.NEGATIVE_INFINITY)),
                arguments("0." + "0".repeat(400) + "1", of(0.0), of(0.0)),
                arguments("1\ud835\udfd7", of(19.0), of(19.0)),
                arguments("\ud8357", of(7.0), none()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "None",
            value = {
                "#####5        | #5",
                "########      | ''",
                "#### 1#### 2  | 1",
                "### # 5       | None",
            })
    void theDatasetsAnswerStandsAfterTheFirstMarker(String text, String answer) {
        assertThat(AnswerExtraction.fromDataset(text)).isEqualTo(answer);
    }

    private static OptionalDouble of(double value) {
        return OptionalDouble.of(value);
    }

    private static OptionalDouble none() {
        return OptionalDouble.empty();
    }
}
