package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.algebra.Expression;
import io.kafkagrpo.task.answer.algebra.UndecidedException;
import io.kafkagrpo.task.answer.algebra.Work;
import io.kafkagrpo.task.answer.math.MathValue.Collection;
import io.kafkagrpo.task.answer.math.MathValue.Quantity;
import io.kafkagrpo.task.answer.math.MathValue.Relation;
import io.kafkagrpo.task.answer.math.syntax.Lexer;
import io.kafkagrpo.task.answer.math.syntax.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads a text as mathematics, in each way in which it can be meant. */
final class Reading {

    private static final Pattern GROUPS_OR_LIST = Pattern.compile("\\d{1,3}(?:,\\d{3}){2,}");

    private final Work work;

    Reading(Work work) {
        this.work = work;
    }

    /** The values that the whole text can mean; none if it isn't mathematics alone. */
    List<MathValue> whole(String text) {
        List<MathValue> values = new ArrayList<>();
        try {
            List<Token> tokens = trimmed(Lexer.tokens(text));
            read(tokens, values);
            List<Token> withUnits = UnitLetters.asWords(tokens);
            if (!withUnits.equals(tokens)) {
                read(withUnits, values);
            }
            if (GROUPS_OR_LIST.matcher(text).matches()) {
                read(Lexer.tokens(text.replace(",", ", ")), values);
            }
        } catch (UndecidedException e) {
            return values; // no token list, no value
        }
        return values;
    }

    /** The value that a sentence gives: its only one, or the last of its calculations; none if it can't be told. */
    List<MathValue> sentence(String text) {
        if (PlainWords.denies(text) || PlainWords.hedges(text)) {
            return List.of();
        }
        for (String candidate : PlainWords.candidates(text)) {
            String before = text.substring(0, Math.max(0, text.indexOf(candidate)));
            if (before.chars().noneMatch(Character::isDigit)) {
                List<MathValue> values = whole(candidate);
                if (!values.isEmpty()) {
                    return values;
                }
            }
        }
        try {
            return Sentence.values(Lexer.tokens(PlainWords.withoutExplanation(text)), this);
        } catch (UndecidedException e) {
            return List.of();
        }
    }

    private void read(List<Token> tokens, List<MathValue> values) {
        try {
            values.add(result(ValueParser.read(tokens, work)));
        } catch (UndecidedException e) {
            work.spend(1); // this way of reading gives nothing
        }
    }

    /** The value of tokens as a whole. @throws UndecidedException if they have none */
    MathValue value(List<Token> tokens) {
        return result(ValueParser.read(trimmed(tokens), work));
    }

    boolean equal(MathValue one, MathValue two) {
        return new ValueEquality(work).equal(one, two);
    }

    /** Without punctuation at its ends, and the equals sign that an answer may begin with. */
    private static List<Token> trimmed(List<Token> tokens) {
        int start = 0;
        int end = tokens.size();
        while (end > start && isPunctuation(tokens.get(end - 1))) {
            end--;
        }
        while (start < end
                && (isPunctuation(tokens.get(start)) || tokens.get(start).is("="))) {
            start++;
        }
        return tokens.subList(start, end);
    }

    private static boolean isPunctuation(Token token) {
        return token.is(".") || token.is(",") || token.is(";") || token.is(":");
    }

    /** A calculation's result in its place: 50 + 22 = 72 is 72. */
    private static MathValue result(MathValue value) {
        if (value instanceof Collection collection
                && !collection.items().isEmpty()
                && collection.link() != MathValue.Link.SET
                && collection.items().stream().allMatch(Reading::isCalculation)) {
            return result(collection.items().getLast());
        }
        return value instanceof Relation relation && isCalculation(relation)
                ? relation.sides().getLast()
                : value;
    }

    private static boolean isCalculation(MathValue value) {
        return value instanceof Relation relation
                && relation.signs().stream().allMatch("="::equals)
                && relation.sides().stream()
                        .allMatch(
                                side -> side instanceof Quantity(Expression number, Unit unit) && number.isConstant());
    }
}
