package io.kafkagrpo.learner.log;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Figures as a log shows them to people: four significant digits, for the records have them all. */
public final class Figures {
    private static final MathContext DIGITS = new MathContext(4);
    private static final double PLAIN_FROM = 1e-4;
    private static final double PLAIN_BELOW = 1e9;

    private Figures() {}

    /** One figure. */
    public static String rounded(double value) {
        if (!Double.isFinite(value) || value == 0) {
            return value == 0 ? "0" : Double.toString(value);
        }
        BigDecimal rounded = BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros();
        double size = Math.abs(value);
        return size >= PLAIN_FROM && size < PLAIN_BELOW ? rounded.toPlainString() : rounded.toString();
    }

    /** Named figures, such as "accuracy 0.745, length 12.3". */
    public static String rounded(Map<String, Double> values) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + " " + rounded(entry.getValue()))
                        .collect(Collectors.joining(", "));
    }
}
