package io.kafkagrpo.task.data;

import java.util.List;
import java.util.stream.Stream;

/**
 * An expression of whole numbers whose results on the way are whole too.
 *
 * @param value what it equals
 * @param text with the brackets that are needed
 * @param sign of its last operation; a space for a number alone
 * @param steps the operations in the order of working it out, such as {@code 3*7=21}
 */
record CountdownExpression(int value, String text, char sign, List<String> steps) {

    static CountdownExpression number(int value) {
        return new CountdownExpression(value, Integer.toString(value), ' ', List.of());
    }

    /** @param sign + - * or /, where / leaves no rest */
    static CountdownExpression of(CountdownExpression a, char sign, CountdownExpression b) {
        int value = switch (sign) {
            case '+' -> a.value + b.value;
            case '-' -> a.value - b.value;
            case '*' -> a.value * b.value;
            case '/' -> a.value / b.value;
            default -> throw new IllegalArgumentException("no operation: " + sign);
        };
        boolean product = sign == '*' || sign == '/';
        String left = product ? a.bracketed("+-") : a.text;
        String right = b.bracketed(
                switch (sign) {
                    case '-', '*' -> "+-";
                    case '/' -> "+-*/";
                    default -> "";
                });
        String step = "%d%c%d=%d".formatted(a.value, sign, b.value, value);
        List<String> steps =
                Stream.of(a.steps, b.steps, List.of(step)).flatMap(List::stream).toList();
        return new CountdownExpression(value, left + sign + right, sign, steps);
    }

    private String bracketed(String signs) {
        return signs.indexOf(sign) >= 0 ? "(" + text + ")" : text;
    }
}
