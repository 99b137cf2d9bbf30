package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.algebra.UndecidedException;
import io.kafkagrpo.task.answer.math.MathValue.Relation;
import io.kafkagrpo.task.answer.math.syntax.NumberWords;
import io.kafkagrpo.task.answer.math.syntax.Token;
import io.kafkagrpo.task.answer.math.syntax.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds the value that a sentence gives: its only value, or the end of its last calculation. */
final class Sentence {

    private static final int MOST_VALUES = 50;

    private Sentence() {}

    /** One value, or none where the sentence doesn't tell. @throws UndecidedException if a part of it isn't read */
    static List<MathValue> values(List<Token> tokens, Reading reading) {
        List<MathValue> values = new ArrayList<>();
        boolean calculation = false;
        for (List<Token> span : spans(tokens)) {
            boolean equation = span.stream().anyMatch(token -> token.is("="));
            values.add(reading.value(span));
            calculation = equation;
            if (values.size() > MOST_VALUES) {
                throw new UndecidedException("the answer is too long");
            }
        }
        if (values.isEmpty()) {
            return List.of();
        }
        MathValue last = values.getLast();
        boolean one = calculation
                || values.stream().allMatch(value -> reading.equal(value, last) || ends(value, last, reading));
        return one ? List.of(last) : List.of();
    }

    /** Whether an equation before ends in the value. */
    private static boolean ends(MathValue value, MathValue last, Reading reading) {
        return value instanceof Relation relation
                && reading.equal(relation.sides().getLast(), last);
    }

    /** The runs of tokens between words. */
    private static List<List<Token>> spans(List<Token> tokens) {
        List<List<Token>> spans = new ArrayList<>();
        List<Token> span = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            int numberWords = numberWords(tokens, i);
            if (numberWords > 0) {
                close(span, spans);
                span = new ArrayList<>(tokens.subList(i, i + numberWords));
                i += numberWords - 1;
            } else if ((token.kind() == Token.Kind.WORD && !belongs(token, span))
                    || (token.is(".") && !span.isEmpty())) {
                close(span, spans);
                span = new ArrayList<>();
            } else {
                span.add(token);
            }
        }
        close(span, spans);
        return spans;
    }

    private static void close(List<Token> span, List<List<Token>> spans) {
        boolean value = span.stream().anyMatch(token -> token.kind() != Token.Kind.SIGN);
        boolean lone =
                span.stream().filter(token -> !token.is(",") && !token.is(":")).count() == 1
                        && span.stream()
                                .anyMatch(token -> token.kind() == Token.Kind.LETTER
                                        && Character.isLetter(token.text().charAt(0))
                                        && !token.text().equals("pi"));
        if (value && !lone) {
            spans.add(span);
        }
    }

    /** How many tokens from here spell a number. */
    private static int numberWords(List<Token> tokens, int start) {
        List<String> words = new ArrayList<>();
        int end = start;
        while (end < tokens.size() && tokens.get(end).kind() == Token.Kind.WORD) {
            words.add(tokens.get(end).text().toLowerCase(Locale.ROOT));
            end++;
        }
        if (words.isEmpty()
                || !NumberWords.isNumeric(words.getFirst())
                || NumberWords.scale(words.getFirst()) != null) {
            return 0;
        }
        NumberWords.Reading reading = NumberWords.first(words);
        return reading == null ? 0 : reading.words();
    }

    /** A unit or "million" after a number. */
    private static boolean belongs(Token token, List<Token> span) {
        return !span.isEmpty()
                && !span.getLast().is("=")
                && (Units.named(token.text()) != null
                        || NumberWords.scale(token.text()) != null
                        || token.isWord("percent")
                        || token.isWord("per"));
    }
}
