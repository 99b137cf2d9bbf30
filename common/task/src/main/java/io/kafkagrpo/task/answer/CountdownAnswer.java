package io.kafkagrpo.task.answer;

import io.kafkagrpo.task.answer.algebra.Rational;
import io.kafkagrpo.task.answer.algebra.UndecidedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks expressions of +, −, *, / and brackets over given numbers, each used at most once. Read by a tokenizer of
 * its own and worked out in exact fractions, so that nothing else can be said in them.
 */
public final class CountdownAnswer {

    /** The numbers that may be used, and what is to be reached. */
    public record Task(List<Long> numbers, long target) {

        public Task {
            numbers = List.copyOf(numbers);
        }
    }

    /** What an answer is worth. */
    public enum Verdict {
        RIGHT,
        /** It keeps the rules but is another number. */
        OTHER_NUMBER,
        INVALID
    }

    private static final Pattern TASK = Pattern.compile(" *(\\d{1,9}(?: +\\d{1,9}){0,19}) *= *(\\d{1,9}) *");
    private static final Pattern TOKEN = Pattern.compile("\\G\\s*(\\d{1,9}(?!\\d)|[-+*/()])");
    private static final int LONGEST = 1_000;
    private static final int DEEPEST = 50;

    private final List<String> tokens;
    private final List<Long> unused;
    private int at;
    private int depth;

    private CountdownAnswer(List<String> tokens, List<Long> numbers) {
        this.tokens = tokens;
        this.unused = new ArrayList<>(numbers);
    }

    /** The task that a reference answer such as {@code 3 7 50 = 29} holds; null if it holds none. */
    public static @Nullable Task task(String reference) {
        Matcher matcher = TASK.matcher(reference);
        if (!matcher.matches()) {
            return null;
        }
        List<Long> numbers = new ArrayList<>();
        for (String number : matcher.group(1).split(" +")) {
            numbers.add(Long.valueOf(number));
        }
        return new Task(numbers, Long.parseLong(matcher.group(2)));
    }

    /** Judges an expression, which may be followed by {@code = target}. */
    public static Verdict judge(String answer, Task task) {
        List<String> tokens = tokens(answer, task);
        if (tokens.isEmpty()) {
            return Verdict.INVALID;
        }
        try {
            CountdownAnswer reader = new CountdownAnswer(tokens, task.numbers());
            Rational value = reader.sum();
            if (reader.at < tokens.size()) {
                return Verdict.INVALID;
            }
            return value.equals(Rational.of(task.target())) ? Verdict.RIGHT : Verdict.OTHER_NUMBER;
        } catch (UndecidedException e) {
            return Verdict.INVALID;
        }
    }

    /** The expression's tokens; none if something else is in it. */
    private static List<String> tokens(String answer, Task task) {
        String text = answer.replace('−', '-')
                .replace('×', '*')
                .replace('·', '*')
                .replace('÷', '/')
                .strip();
        Matcher ending = Pattern.compile("= *" + task.target() + "$").matcher(text);
        if (text.length() > LONGEST) {
            return List.of();
        }
        String expression = ending.find() ? text.substring(0, ending.start()).strip() : text;
        List<String> tokens = new ArrayList<>();
        Matcher token = TOKEN.matcher(expression);
        int end = 0;
        while (token.find()) {
            tokens.add(token.group(1));
            end = token.end();
        }
        return end == expression.length() ? tokens : List.of();
    }

    private Rational sum() {
        if (++depth > DEEPEST) {
            throw new UndecidedException("too deep");
        }
        Rational sum = product();
        while (next("+") || next("-")) {
            Rational term = tokens.get(at++).equals("-") ? product().negate() : product();
            sum = sum.plus(term);
        }
        depth--;
        return sum;
    }

    private Rational product() {
        Rational product = atom();
        while (next("*") || next("/")) {
            product = tokens.get(at++).equals("*") ? product.times(atom()) : product.over(atom());
        }
        return product;
    }

    private Rational atom() {
        if (at >= tokens.size()) {
            throw new UndecidedException("an expression ends too early");
        }
        String token = tokens.get(at++);
        if (token.equals("(")) {
            Rational inner = sum();
            if (!next(")")) {
                throw new UndecidedException("a bracket isn't closed");
            }
            at++;
            return inner;
        }
        if (!Character.isDigit(token.charAt(0)) || !unused.remove(Long.valueOf(token))) {
            throw new UndecidedException("a number that isn't given");
        }
        return Rational.of(Long.parseLong(token));
    }

    private boolean next(String token) {
        return at < tokens.size() && tokens.get(at).equals(token);
    }
}
