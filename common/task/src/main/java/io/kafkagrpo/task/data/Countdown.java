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

    private static final int LARGEST_NUMBER = 50;
    private static final int LARGEST_TARGET = 999;

    private Countdown() {}

    static Problem draw(int count, SeededOrder random) {
        while (true) {
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                numbers.add(1 + random.nextInt(LARGEST_NUMBER));
            }
            int target = combine(numbers, random);
            if (target >= 10 && target <= LARGEST_TARGET && !numbers.contains(target)) {
                return problem(numbers, target);
            }
        }
    }

    private static int combine(List<Integer> numbers, SeededOrder random) {
        List<Integer> left = new ArrayList<>(numbers);
        while (left.size() > 1) {
            int a = left.remove(random.nextInt(left.size()));
            int b = left.remove(random.nextInt(left.size()));
            left.add(combine(Math.max(a, b), Math.min(a, b), random.nextInt(4)));
        }
        return left.getFirst();
    }

    private static int combine(int larger, int smaller, int operation) {
        return switch (operation) {
            case 0 -> larger * smaller <= LARGEST_TARGET ? larger * smaller : larger + smaller;
            case 1 -> smaller > 1 && larger % smaller == 0 ? larger / smaller : larger + smaller;
            case 2 -> larger > smaller ? larger - smaller : larger + smaller;
            default -> larger + smaller;
        };
    }

    private static Problem problem(List<Integer> numbers, int target) {
        String given = numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String reference =
                numbers.stream().sorted().map(String::valueOf).collect(Collectors.joining(" ")) + " = " + target;
        String question =
                "Using the numbers %s, each at most once, and + - * / and brackets, write an expression that equals %d."
                        .formatted(given, target);
        return new Problem("", question, reference);
    }
}
