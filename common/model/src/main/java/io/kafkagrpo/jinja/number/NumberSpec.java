package io.kafkagrpo.jinja.number;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * How a number or text is written, by Python's format specification mini-language and by its {@code %} formatting,
 * which share it.
 *
 * @param fill what pads
 * @param align {@code <}, {@code >}, {@code ^} or {@code =} (after the sign); 0 where the kind of value decides
 * @param sign {@code +}, {@code -} or a space before positive numbers
 * @param alternate whether {@code #} was given: prefixes such as 0x, and trailing zeros kept
 * @param width least count of code points
 * @param grouping {@code ,} or {@code _} between thousands; 0 for none
 * @param precision digits; -1 where none is given
 * @param type the conversion's letter; 0 where none is given
 */
public record NumberSpec(
        String fill, char align, char sign, boolean alternate, int width, char grouping, int precision, char type) {

    private static final int LAST_SMALL_EXPONENT = -5;
    private static final int USUAL_PRECISION = 6;

    /** A whole number in the base that the type says. */
    public String whole(BigInteger value) {
        String digits = value.abs().toString(base());
        if (type == 'X') {
            digits = digits.toUpperCase(Locale.ROOT);
        }
        if (precision > digits.length()) {
            digits = "0".repeat(precision - digits.length()) + digits;
        }
        String prefix = signOf(value.signum() < 0) + (alternate ? prefix() : "");
        return numeric(prefix, grouped(digits, base() == 10 ? 3 : 4), "");
    }

    private int base() {
        return switch (type) {
            case 'x', 'X' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> 10;
        };
    }

    private String prefix() {
        return switch (type) {
            case 'x', 'X', 'o', 'b' -> "0" + type;
            default -> "";
        };
    }

    /** A floating-point number; types e, f, g and their capitals, and %. */
    public String floating(double value) {
        boolean negative = value < 0 || (value == 0 && 1 / value < 0);
        String text;
        if (!Double.isFinite(value)) {
            text = Double.isNaN(value) ? "nan" : "inf";
        } else {
            BigDecimal magnitude = new BigDecimal(Math.abs(value));
            int digits = precision < 0 ? USUAL_PRECISION : precision;
            text = switch (Character.toLowerCase(type)) {
                case 'e' -> exponential(magnitude, digits);
                case 'g', 0 -> general(magnitude, Math.max(1, digits));
                case '%' ->
                    magnitude
                                    .movePointRight(2)
                                    .setScale(digits, RoundingMode.HALF_EVEN)
                                    .toPlainString() + "%";
                default -> magnitude.setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
            };
        }
        text = Character.isUpperCase(type) ? text.toUpperCase(Locale.ROOT) : text;
        int end = 0;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return numeric(signOf(negative), grouped(text.substring(0, end), 3), text.substring(end));
    }

    /** Rounded to so many digits, in the shorter of both forms, without zeros at the end. */
    private String general(BigDecimal magnitude, int digits) {
        BigDecimal rounded = magnitude.round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        // without a type, a number that is written plainly keeps a digit behind its point
        int longest = type == 0 ? digits - 1 : digits;
        if (exponent > LAST_SMALL_EXPONENT && exponent < longest) {
            String plain = rounded.setScale(Math.max(0, digits - 1 - exponent), RoundingMode.HALF_EVEN)
                    .toPlainString();
            String shorter = alternate ? plain : withoutZeros(plain);
            return type == 0 && !shorter.contains(".") ? shorter + ".0" : shorter;
        }
        return exponential(rounded, digits - 1);
    }

    private String exponential(BigDecimal magnitude, int digits) {
        BigDecimal rounded = magnitude.round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
        int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        String mantissa = rounded.movePointLeft(exponent)
                .setScale(digits, RoundingMode.HALF_EVEN)
                .toPlainString();
        boolean shorten = !alternate && Character.toLowerCase(type) != 'e';
        String power = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : Integer.toString(Math.abs(exponent));
        return (shorten ? withoutZeros(mantissa) : mantissa) + "e" + (exponent < 0 ? "-" : "+") + power;
    }

    private static String withoutZeros(String plain) {
        return plain.contains(".") ? plain.replaceFirst("\\.?0+$", "") : plain;
    }

    /** A text, cut to the precision. */
    public String text(String text) {
        int length = text.codePointCount(0, text.length());
        String cut =
                precision >= 0 && precision < length ? text.substring(0, text.offsetByCodePoints(0, precision)) : text;
        return padded("", cut, align == 0 || align == '=' ? '<' : align);
    }

    private String signOf(boolean negative) {
        return negative ? "-" : sign == '+' || sign == ' ' ? String.valueOf(sign) : "";
    }

    private String grouped(String digits, int size) {
        if (grouping == 0) {
            return digits;
        }
        StringBuilder text = new StringBuilder(digits);
        for (int at = digits.length() - size; at > 0; at -= size) {
            text.insert(at, grouping);
        }
        return text.toString();
    }

    private String numeric(String prefix, String digits, String rest) {
        char place = align == 0 ? '>' : align;
        String body = digits + rest;
        if (place == '=' && fill.equals("0") && grouping != 0) {
            // the zeros that pad are grouped with the digits
            String zeros = digits.replace(String.valueOf(grouping), "");
            while (prefix.length() + grouped("0" + zeros, 3).length() + rest.length() <= width) {
                zeros = "0" + zeros;
            }
            body = grouped(zeros, 3) + rest;
        }
        return padded(prefix, body, place);
    }

    private String padded(String prefix, String body, char place) {
        int missing = width - prefix.length() - body.codePointCount(0, body.length());
        if (missing <= 0) {
            return prefix + body;
        }
        return switch (place) {
            case '<' -> prefix + body + fill.repeat(missing);
            case '^' -> fill.repeat(missing / 2) + prefix + body + fill.repeat(missing - missing / 2);
            case '=' -> prefix + fill.repeat(missing) + body;
            default -> fill.repeat(missing) + prefix + body;
        };
    }
}
