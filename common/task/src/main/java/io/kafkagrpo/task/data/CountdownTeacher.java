package io.kafkagrpo.task.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes texts on training problems of {@link Puzzle#COUNTDOWN} in the answer format, with each result on the way:
 * {@code <reasoning>7*3=21,50-21=29</reasoning><answer>50-7*3</answer>}.
 *
 * <p>In a share of the texts it takes the expression that the problem was made from. In the others it guesses: a
 * random expression of the same numbers, worked out without a mistake, that doesn't reach the target. No text is on
 * a held-out problem, nor does a guess reach the target of one. Its texts follow from the seed.
 */
public final class CountdownTeacher {

    private static final long STREAM = 5;
    private static final int GUESSES = 20;

    private final int count;
    private final double solvedShare;
    private final SeededOrder random;

    /**
     * @param count of given numbers
     * @param solvedShare of the texts; 0 to 1
     */
    public CountdownTeacher(int count, double solvedShare, long seed) {
        this.count = count;
        this.solvedShare = solvedShare;
        this.random = new SeededOrder(seed, STREAM);
    }

    /** The tokens of questions and texts. */
    public static WordTokens tokens() {
        // what all questions say is one token each, which makes prompts short
        String phrases = Countdown.QUESTION_START + "|" + Countdown.QUESTION_RULES;
        String pattern = "</?(?:reasoning|answer)>|%s|, |[\\s\\S]"
                .formatted(phrases.replace("+", "\\+").replace("*", "\\*"));
        List<String> others = new ArrayList<>(List.of("+", "-", "*", "/", "(", ")", "=", ",", ".", ", "));
        others.add(Countdown.QUESTION_START);
        others.add(Countdown.QUESTION_RULES);
        return WordTokens.of(pattern, others);
    }

    /** The next text, on a new problem. */
    public Lesson next() {
        Countdown.Exercise exercise = Countdown.draw(count, random);
        while (Puzzle.COUNTDOWN.isHeldOut(exercise.problem())) {
            exercise = Countdown.draw(count, random);
        }
        CountdownExpression expression = random.nextDouble() < solvedShare ? exercise.solution() : guess(exercise);
        return new Lesson(exercise.problem().question(), text(expression));
    }

    /** Small numbers may have no other expression that is allowed; then it is the solution. */
    private CountdownExpression guess(Countdown.Exercise exercise) {
        List<Integer> numbers = exercise.numbers();
        for (int i = 0; i < GUESSES; i++) {
            CountdownExpression guess = Countdown.expression(numbers, random);
            boolean other = guess.value() != exercise.solution().value();
            if (other && !Puzzle.COUNTDOWN.isHeldOut(Countdown.problem(numbers, guess.value()))) {
                return guess;
            }
        }
        return exercise.solution();
    }

    private static String text(CountdownExpression expression) {
        return "<reasoning>%s</reasoning><answer>%s</answer>"
                .formatted(String.join(",", expression.steps()), expression.text());
    }
}
