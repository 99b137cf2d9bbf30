package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.algebra.Expression;
import io.kafkagrpo.task.answer.algebra.Rational;
import io.kafkagrpo.task.answer.math.syntax.NumberWords;
import io.kafkagrpo.task.answer.math.syntax.Token;
import io.kafkagrpo.task.answer.math.syntax.Units;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a number with its currency before it, or percent, units and other words after it. */
final class UnitParser {

    private final Tokens tokens;
    private final ExpressionParser expressions;

    UnitParser(Tokens tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    MathValue.Quantity quantity() {
        List<String> words = words();
        NumberWords.Reading spelled = NumberWords.first(words);
        if (spelled != null) {
            for (int i = 0; i < spelled.words(); ) {
                i += tokens.next().text().split("-").length;
            }
            return withUnit(Expression.of(spelled.value()), null);
        }
        boolean spelledMinus = (word().equals("minus") || word().equals("negative"))
                && tokens.peek(1).kind() == Token.Kind.NUMBER;
        boolean negative =
                spelledMinus || (tokens.peek().is("-") && tokens.peek(1).text().startsWith("¤"));
        if (negative) {
            tokens.next();
        }
        String currency = null;
        if (tokens.peek().kind() == Token.Kind.SIGN && tokens.peek().text().startsWith("¤")) {
            currency = Units.named(tokens.next().text().substring(1));
        }
        Expression value = expressions.sum();
        return withUnit(negative ? value.negate(tokens.work()) : value, currency);
    }

    /** The words from here on, hyphened ones apart. */
    private List<String> words() {
        List<String> words = new ArrayList<>();
        for (int ahead = 0; ahead < 20 && tokens.peek(ahead).kind() == Token.Kind.WORD; ahead++) {
            words.addAll(
                    List.of(tokens.peek(ahead).text().toLowerCase(Locale.ROOT).split("-")));
        }
        return words;
    }

    private MathValue.Quantity withUnit(Expression number, @Nullable String currency) {
        Expression value = number;
        for (Long scale = NumberWords.scale(word()); scale != null; scale = NumberWords.scale(word())) {
            value = value.times(Expression.of(Rational.of(scale)), tokens.work());
            tokens.next();
        }
        if (tokens.peek().is("%") || word().equals("percent") || word().equals("percentage")) {
            tokens.next();
            passNouns();
            return new MathValue.Quantity(value, Unit.PERCENT);
        }
        Map<String, Integer> powers = new HashMap<>();
        Set<String> nouns = new HashSet<>();
        if (currency != null) {
            powers.put(currency, 1);
        }
        following(powers, nouns);
        return new MathValue.Quantity(value, new Unit(powers, powers.isEmpty() ? nouns : Set.of()));
    }

    private void following(Map<String, Integer> powers, Set<String> nouns) {
        int sign = 1;
        int before = 1; // "square" and "cubic"
        while (true) {
            Token token = tokens.peek();
            if (expressions.degreeFollows()) {
                expressions.skipDegree();
                powers.merge(scaleAfterDegree(), 1, Integer::sum);
            } else if ((token.is("/") && tokens.peek(1).kind() == Token.Kind.WORD) || word().equals("per")) {
                tokens.next();
                sign = -1;
            } else if (token.is("*") && tokens.peek(1).kind() == Token.Kind.WORD) {
                tokens.next();
            } else if (token.kind() == Token.Kind.SIGN && token.text().startsWith("¤")) {
                powers.merge(unit(tokens.next().text().substring(1)), sign, Integer::sum);
            } else if (!isNoun(token)) {
                return;
            } else if (List.of("square", "sq", "cubic", "cu").contains(word())) {
                before = tokens.next().text().toLowerCase(Locale.ROOT).startsWith("s") ? 2 : 3;
            } else {
                String name = tokens.next().text();
                String unit = Units.named(name);
                int exponent = unit == null ? 1 : before * exponent();
                UnitWords.add(unit == null ? name : unit, unit != null, sign * exponent, powers, nouns);
                before = 1;
                sign = unit == null ? sign : 1;
            }
        }
    }

    private int exponent() {
        if (word().equals("squared") || word().equals("cubed")) {
            return tokens.next().text().equalsIgnoreCase("squared") ? 2 : 3;
        }
        if (!tokens.peek().is("^") || expressions.degreeFollows()) {
            return 1;
        }
        tokens.next();
        boolean braced = tokens.accept("{");
        int sign = tokens.accept("-") ? -1 : 1;
        Token number = tokens.next();
        if (!number.text().matches("[1-9]")) {
            throw tokens.unreadable();
        }
        if (braced) {
            tokens.expect("}");
        }
        return sign * Integer.parseInt(number.text());
    }

    private String scaleAfterDegree() {
        Token scale = tokens.peek();
        boolean celsius = scale.text().equals("C") || scale.isWord("celsius");
        boolean fahrenheit = scale.text().equals("F") || scale.isWord("fahrenheit");
        if (celsius || fahrenheit) {
            tokens.next();
            return celsius ? "celsius" : "fahrenheit";
        }
        return "degree";
    }

    private void passNouns() {
        while (isNoun(tokens.peek())) {
            tokens.next();
        }
    }

    /** A word, or "a" between words, that says what is counted and changes nothing. */
    private boolean isNoun(Token token) {
        if (token.kind() == Token.Kind.LETTER) {
            return token.text().equals("a") && tokens.peek(1).kind() == Token.Kind.WORD;
        }
        boolean minutes = token.kind() == Token.Kind.FUNCTION && token.text().equals("min");
        if ((token.kind() != Token.Kind.WORD && !minutes) || token.isWord("and") || token.isWord("or")) {
            return false;
        }
        String lower = token.text().toLowerCase(Locale.ROOT);
        if (UnitWords.change(lower) || NumberWords.isNumeric(lower)) {
            throw tokens.unreadable();
        }
        return true;
    }

    /** The word here in lower case; empty if there is none. */
    private String word() {
        Token token = tokens.peek();
        return token.kind() == Token.Kind.WORD ? token.text().toLowerCase(Locale.ROOT) : "";
    }

    private static String unit(String name) {
        String unit = Units.named(name);
        return unit == null ? name : unit;
    }
}
