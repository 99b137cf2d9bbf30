package io.kafkagrpo.task.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The numbers game: an expression of given numbers, each used at most once, has to give a target. Targets are made
 * by a random expression of all the numbers with whole results on the way, so each can be reached; there may be
 * several ways, and the target is what is unique.
 */
final class Countdown {

    static final String QUESTION_START = "Using the numbers ";
    static final String QUESTION_RULES =
            ", each at most once, and + - * / and brackets, write an expression that equals ";

    private static final int LARGEST_NUMBER = 50;
    private static final int LARGEST_TARGET = 999;

    private Countdown() {}

    /** A problem, and an expression that solves it. */
    record Exercise(Problem problem, List<Integer> numbers, CountdownExpression solution) {}

    static Exercise draw(int count, SeededOrder random) {
        while (true) {
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                numbers.add(1 + random.nextInt(LARGEST_NUMBER));
            }
            CountdownExpression solution = expression(numbers, random);
            int target = solution.value();
            if (target >= 10 && target <= LARGEST_TARGET && !numbers.contains(target)) {
                return new Exercise(problem(numbers, target), numbers, solution);
            }
        }
    }

    /** A random expression of all the numbers. */
    static CountdownExpression expression(List<Integer> numbers, SeededOrder random) {
        List<CountdownExpression> left = new ArrayList<>();
        numbers.forEach(number -> left.add(CountdownExpression.number(number)));
        while (left.size() > 1) {
            CountdownExpression a = left.remove(random.nextInt(left.size()));
            CountdownExpression b = left.remove(random.nextInt(left.size()));
            boolean ordered = a.value() >= b.value();
            left.add(combine(ordered ? a : b, ordered ? b : a, random.nextInt(4)));
        }
        return left.getFirst();
    }

    private static CountdownExpression combine(CountdownExpression larger, CountdownExpression smaller, int operation) {
        int a = larger.value();
        int b = smaller.value();
        char sign = switch (operation) {
            case 0 -> a * b <= LARGEST_TARGET ? '*' : '+';
            case 1 -> b > 1 && a % b == 0 ? '/' : '+';
            case 2 -> a > b ? '-' : '+';
            default -> '+';
        };
        return CountdownExpression.of(larger, sign, smaller);
    }

    static Problem problem(List<Integer> numbers, int target) {
        String given = numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String reference =
                numbers.stream().sorted().map(String::valueOf).collect(Collectors.joining(" ")) + " = " + target;
        return new Problem("", QUESTION_START + given + QUESTION_RULES + target + ".", reference);
    }
}
