package io.kafkagrpo.task.answer.math.syntax;

import io.kafkagrpo.task.answer.algebra.Rational;
import io.kafkagrpo.task.answer.algebra.UndecidedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number as it is written: thousands in groups, decimals, repeating decimals, an exponent, a base.
 *
 * @param value decimal digits, a fraction {@code a/b}, or digits and base as {@code 101_2}
 * @param end where it ends in the text
 */
record NumberText(String value, int end) {

    /** Groups are set off by the same sign throughout; India's are of two but for the last. */
    private static final Pattern GROUPED = Pattern.compile(
            "(?:\\d{1,3}(?:,\\d{3})+|\\d{1,2}(?:,\\d{2})+,\\d{3}|\\d{1,3}(?:\\{,\\} ?\\d{3})+|\\d{1,3}(?:,?\\\\[,!;:] ?\\d{3})+"
                    + "|\\d{1,3}(?:'\\d{3})+)(?![\\d,]?\\d)");

    private static final Pattern SPACED = Pattern.compile("\\d{1,3}(?: \\d{3})+(?! ?[\\d/])");
    private static final Pattern DIGITS = Pattern.compile("\\d*");
    private static final Pattern FRACTION =
            Pattern.compile("\\.(\\d*)(?:\\\\(?:overline|bar|dot|overbar) ?\\{? ?(\\d+) ?}?|\\((\\d+)\\))|\\.(\\d+)");
    private static final Pattern EXPONENT = Pattern.compile("[eE]([+-]?\\d{1,12})(?![\\dA-Za-z.])");
    private static final Pattern BASE =
            Pattern.compile("_(?:\\{ ?(?:\\\\text\\{ ?)?(\\w{1,8}) ?}?\\}|(\\d{1,2})|\\\\text\\{(\\w{1,8})\\})");

    private static final int LARGEST_EXPONENT = 20_000;
    private static final int LONGEST_PERIOD = 1_000;

    static NumberText at(String text, int start, boolean grouped) {
        Matcher groups = matcher(GROUPED, text, start);
        Matcher spaces = matcher(SPACED, text, start);
        boolean inGroups = groups.lookingAt()
                && (grouped || groups.group().indexOf('{') > 0 || groups.group().indexOf('\\') > 0);
        boolean inSpaces = !inGroups && grouped && spaces.lookingAt();
        Matcher digits = matcher(DIGITS, text, start);
        digits.lookingAt();
        int end = inGroups ? groups.end() : inSpaces ? spaces.end() : digits.end();
        String whole = text.substring(start, end).replaceAll("\\D", "");

        Matcher fraction = matcher(FRACTION, text, end);
        if (!fraction.lookingAt()) {
            return withExponent(text, whole, end);
        }
        if (fraction.end() < text.length()
                && text.startsWith(".", fraction.end())
                && text.startsWith(".", fraction.end() + 1)) {
            throw new UndecidedException("a decimal that isn't written out");
        }
        if (fraction.group(4) != null) {
            return withExponent(text, whole + "." + fraction.group(4), fraction.end());
        }
        String period = fraction.group(2) == null ? fraction.group(3) : fraction.group(2);
        return new NumberText(repeating(whole, fraction.group(1), period).toString(), fraction.end());
    }

    boolean isBased() {
        return value.indexOf('_') > 0;
    }

    private static NumberText withExponent(String text, String decimal, int end) {
        Matcher base = matcher(BASE, text, end);
        if (base.lookingAt()) {
            String of = base.group(1) != null ? base.group(1) : base.group(2) != null ? base.group(2) : base.group(3);
            return new NumberText(decimal + "_" + NumberWords.baseOf(of), base.end());
        }
        Matcher exponent = matcher(EXPONENT, text, end);
        if (!exponent.lookingAt()) {
            return new NumberText(decimal, end);
        }
        long power = Long.parseLong(exponent.group(1));
        if (Math.abs(power) > LARGEST_EXPONENT) {
            throw new UndecidedException("a number is too long");
        }
        return new NumberText(
                new BigDecimal(decimal).scaleByPowerOfTen((int) power).toPlainString(), exponent.end());
    }

    /** 0.1666… with period 6: (16 − 1) / 90. */
    private static Rational repeating(String whole, String before, String period) {
        if (period.length() + before.length() > LONGEST_PERIOD) {
            throw new UndecidedException("a decimal is too long");
        }
        BigInteger all = new BigInteger("0" + whole + before + period);
        BigInteger once = new BigInteger("0" + whole + before);
        BigInteger nines = BigInteger.TEN.pow(period.length()).subtract(BigInteger.ONE);
        return new Rational(all.subtract(once), nines.multiply(BigInteger.TEN.pow(before.length())));
    }

    private static Matcher matcher(Pattern pattern, String text, int start) {
        return pattern.matcher(text).region(start, text.length()).useTransparentBounds(true);
    }
}
