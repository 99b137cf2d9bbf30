package io.kafkagrpo.task.answer.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MathEqualityTest {

    /** Pairs of our own, of the golden file's kinds: T or F, reference, answer, separated by tabs. */
    @TestFactory
    List<DynamicTest> pairs() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(MathEqualityTest.class.getResourceAsStream("/math_pairs.tsv")),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> line.split("\t", 3))
                    .map(pair -> DynamicTest.dynamicTest(
                            pair[1] + " <- " + pair[2],
                            () -> assertThat(MathEquality.equal(pair[2], pair[1]))
                                    .isEqualTo(pair[0].equals("T"))))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aNumberEqualsItsOtherFormsAndNoOtherNumber(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            // Given a decimal with three places, and another
            int thousandths = random.nextInt(4_000_000) - 2_000_000;
            int other = thousandths + 1 + random.nextInt(50);
            String decimal = decimal(thousandths);

            // When it is written in other ways, then all are equal, from both sides, and the other number is not
            for (String form : forms(thousandths)) {
                assertThat(MathEquality.equal(form, decimal))
                        .as("%s <- %s", decimal, form)
                        .isTrue();
                if (!form.startsWith("The")) { // a sentence is an answer, no reference
                    assertThat(MathEquality.equal(decimal, form))
                            .as("%s <- %s", form, decimal)
                            .isTrue();
                }
                assertThat(MathEquality.equal(form, decimal(other)))
                        .as("%s <- %s", decimal(other), form)
                        .isFalse();
                assertThat(MathEquality.equal(decimal(other), form))
                        .as("%s <- %s", form, decimal(other))
                        .isFalse();
            }
        }
    }

    private static String decimal(int thousandths) {
        int size = Math.abs(thousandths);
        return "%s%d.%03d".formatted(thousandths < 0 ? "-" : "", size / 1000, size % 1000);
    }

    private static List<String> forms(int thousandths) {
        String minus = thousandths < 0 ? "-" : "";
        int size = Math.abs(thousandths);
        int common = BigInteger.valueOf(size).gcd(BigInteger.valueOf(1000)).intValueExact();
        String above = Integer.toString(size / common);
        String below = Integer.toString(1000 / common);
        List<String> forms = new ArrayList<>(List.of(
                "%s\\frac{%s}{%s}".formatted(minus, above, below),
                "$%s\\dfrac{%s}{%s}$".formatted(minus, above, below),
                "%s%s/%s".formatted(minus, above, below),
                "\\boxed{%s%d \\times 10^{-3}}".formatted(minus, size),
                "%s%de-3".formatted(minus.isEmpty() ? "" : "−", size),
                "%s%,d.%03d".formatted(minus, size / 1000, size % 1000),
                "x = %s".formatted(decimal(thousandths)),
                "The answer is %s.".formatted(decimal(thousandths)),
                "**%s** apples".formatted(decimal(thousandths)),
                "%s0".formatted(decimal(thousandths))));
        if (size > 1000 && size % 1000 != 0) {
            forms.add("%s%d %d/1000".formatted(minus, size / 1000, size % 1000));
            forms.add("%s%d\\frac{%d}{1000}".formatted(minus, size / 1000, size % 1000));
        }
        return forms;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aPolynomialEqualsItsFactorsMultipliedOut(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            int a = 1 + random.nextInt(9);
            int b = 1 + random.nextInt(9);
            int c = 1 + random.nextInt(9);
            String factors = "(%dx+%d)(x-%d)".formatted(a, b, c);
            String product = "%dx^2+%dx-%d".formatted(a, b - a * c, b * c).replace("+-", "-");
            assertThat(MathEquality.equal(factors, product))
                    .as(factors + " = " + product)
                    .isTrue();
            assertThat(MathEquality.equal(product, factors)).isTrue();
            assertThat(MathEquality.equal(factors, product + "+1")).isFalse();
        }
    }

    @Test
    void hostileTextsAreAnswered() {
        for (String text : List.of(
                "(".repeat(1_000_000),
                "\\frac{".repeat(16_000),
                "\\sqrt".repeat(4_000) + "2",
                "-".repeat(19_000) + "5",
                "1+".repeat(9_000) + "1",
                "(x+1)".repeat(3_000),
                "(x+y+z+w)^{40}",
                "((((x+y)^{30}+z)^{30}+w)^{30})^{30}",
                "2^{2^{2^{2^{2^2}}}}",
                "\\pm".repeat(2_000) + "1",
                "(\\pm 1,".repeat(500) + "1" + ")".repeat(500),
                "1\\frac{".repeat(1_000) + "1" + "}{2}".repeat(1_000),
                "\\boxed{".repeat(10_000),
                "\\boxed{".repeat(2_000) + "5" + "}".repeat(2_000),
                "*a*".repeat(6_000),
                "$".repeat(19_000),
                "is ".repeat(6_000) + "5",
                "\\sin(".repeat(50) + "x" + ")".repeat(50),
                "x^{x^{x^{x^x}}}",
                "\\sqrt{1+".repeat(50) + "2" + "}".repeat(50),
                "1e19999",
                "|".repeat(10_000),
                "{".repeat(10_000) + "1" + "}".repeat(10_000),
                "1,".repeat(9_000) + "1",
                "9".repeat(19_999),
                "0.\\overline{" + "3".repeat(900) + "}",
                "\u0000\uD800\uFFFF")) {
            assertThat(MathEquality.equal(text, "17")).isFalse();
            assertThat(MathEquality.equal("17", text)).isFalse();
            assertThat(MathEquality.equal(text + " ", "(x+1)^{30}\\sin(x)")).isFalse();
        }
    }
}
