package io.kafkagrpo.task.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * People stand in a row, and clues tell who stands where. Clues are drawn from the true row until all permutations
 * but one are ruled out; then those that aren't needed are taken away again.
 */
final class Seating {

    private static final List<String> NAMES =
            List.of("Anna", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Henry", "Ida", "Jonas", "Kira", "Leo");

    private Seating() {}

    /** A fact about two people's places, or one's. */
    private sealed interface Clue {
        boolean holds(int[] places);

        String text(List<String> names);
    }

    private record LeftOf(int one, int two) implements Clue {
        @Override
        public boolean holds(int[] places) {
            return places[one] < places[two];
        }

        @Override
        public String text(List<String> names) {
            return "%s stands somewhere to the left of %s".formatted(names.get(one), names.get(two));
        }
    }

    private record NextTo(int one, int two) implements Clue {
        @Override
        public boolean holds(int[] places) {
            return Math.abs(places[one] - places[two]) == 1;
        }

        @Override
        public String text(List<String> names) {
            return "%s stands next to %s".formatted(names.get(one), names.get(two));
        }
    }

    private record NotAt(int one, int place) implements Clue {
        @Override
        public boolean holds(int[] places) {
            return places[one] != place;
        }

        @Override
        public String text(List<String> names) {
            return "%s isn't at place %d from the left".formatted(names.get(one), place + 1);
        }
    }

    static Problem draw(int people, SeededOrder random) {
        List<String> names = random.some(NAMES, people);
        List<Integer> order = random.shuffled(IntStream.range(0, people).boxed().toList());
        int[] places = order.stream().mapToInt(Integer::intValue).toArray();
        List<int[]> rows = permutations(people);
        List<Clue> clues = new ArrayList<>();
        while (fitting(rows, clues) > 1) {
            Clue clue = clue(people, random);
            if (clue.holds(places) && !clues.contains(clue)) {
                clues.add(clue);
            }
        }
        for (Clue clue : List.copyOf(clues)) {
            List<Clue> others = new ArrayList<>(clues);
            others.remove(clue);
            clues = fitting(rows, others) == 1 ? others : clues;
        }
        return problem(names, places, random.shuffled(clues), random);
    }

    private static long fitting(List<int[]> rows, List<Clue> clues) {
        return rows.stream()
                .filter(row -> clues.stream().allMatch(clue -> clue.holds(row)))
                .limit(2)
                .count();
    }

    private static Clue clue(int people, SeededOrder random) {
        int one = random.nextInt(people);
        int two = (one + 1 + random.nextInt(people - 1)) % people;
        return switch (random.nextInt(3)) {
            case 0 -> new LeftOf(one, two);
            case 1 -> new NextTo(one, two);
            default -> new NotAt(one, random.nextInt(people));
        };
    }

    private static Problem problem(List<String> names, int[] places, List<Clue> clues, SeededOrder random) {
        StringBuilder question =
                new StringBuilder("%s stand in a row.".formatted(String.join(", ", random.shuffled(names))));
        clues.forEach(clue -> question.append(' ').append(clue.text(names)).append('.'));
        question.append(" In which order do they stand? Give the names from left to right, separated by commas.");
        String[] row = new String[places.length];
        for (int person = 0; person < places.length; person++) {
            row[places[person]] = names.get(person);
        }
        return new Problem("", question.toString(), String.join(", ", row));
    }

    /** All places that people can have: element i is person i's place. */
    static List<int[]> permutations(int people) {
        List<int[]> all = new ArrayList<>();
        permute(new int[people], 0, 0, all);
        return all;
    }

    private static void permute(int[] places, int person, int taken, List<int[]> all) {
        if (person == places.length) {
            all.add(places.clone());
            return;
        }
        for (int place = 0; place < places.length; place++) {
            if ((taken >> place & 1) == 0) {
                places[person] = place;
                permute(places, person + 1, taken | 1 << place, all);
            }
        }
    }
}
