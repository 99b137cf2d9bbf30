package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.algebra.UndecidedException;
import io.kafkagrpo.task.answer.algebra.Work;
import io.kafkagrpo.task.answer.math.syntax.MathText;
import java.util.List;

/**
 * Whether an answer is the reference answer, as a teacher of mathematics would mark it. Equality is exact, over
 * rational numbers, roots, pi and polynomials; elsewhere it is computed to many digits. What can't be read or told
 * is not equal.
 *
 * <p>Every judgement ends: texts are cut off at a length, nesting at a depth, and work is counted.
 */
public final class MathEquality {

    private static final int LONGEST_TEXT = 100_000;
    private static final int LONGEST_ANSWER = 20_000;
    private static final int LONGEST_SENTENCE = 2_000;

    private MathEquality() {}

    /**
     * Whether the answer is right.
     *
     * @param answer what was answered, without anything around it but a sentence and TeX's delimiters; of
     *     boxes in it the last counts
     * @param reference the right answer, as a data set holds it
     */
    public static boolean equal(String answer, String reference) {
        if (answer.length() > LONGEST_TEXT || reference.length() > LONGEST_TEXT) {
            return false;
        }
        String given = text(answer);
        String right = text(reference);
        if (given.isEmpty() || right.isEmpty()) {
            return false;
        }
        if (given.equals(right)) {
            return true;
        }
        if (given.length() > LONGEST_ANSWER || right.length() > LONGEST_ANSWER) {
            return false;
        }
        String choice = TextAnswer.choice(right);
        if (!choice.isEmpty()) {
            return given.length() <= LONGEST_SENTENCE && TextAnswer.chooses(given, choice);
        }
        if (given.length() <= LONGEST_SENTENCE && TextAnswer.matches(given, right)) {
            return true;
        }
        if (TextAnswer.isDate(given) || TextAnswer.isDate(right)) {
            return false; // a date's numbers are no values
        }
        try {
            return equalAsMathematics(given, right);
        } catch (UndecidedException e) {
            return false;
        }
    }

    private static boolean equalAsMathematics(String given, String right) {
        Reading reading = new Reading(new Work());
        List<MathValue> references = reading.whole(right);
        if (references.isEmpty()) {
            return false;
        }
        List<MathValue> answers = reading.whole(given);
        if (answers.isEmpty() && given.length() <= LONGEST_SENTENCE) {
            answers = reading.sentence(given);
        }
        for (MathValue answer : answers) {
            if (references.stream().anyMatch(reference -> reading.equal(answer, reference))) {
                return true;
            }
        }
        return false;
    }

    private static String text(String raw) {
        String boxed = Boxes.last(raw);
        return MathText.normal(boxed == null ? raw : boxed);
    }
}
