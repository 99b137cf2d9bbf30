package io.kafkagrpo.task.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Knights always tell the truth, knaves always lie; each person says one thing about others. All ways to be knight
 * or knave are tried, and only tasks with exactly one that fits are kept. Source: Smullyan, "What Is the Name of
 * This Book?" (1978).
 */
final class KnightsAndKnaves {

    private static final List<String> NAMES =
            List.of("Anna", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Henry", "Ida", "Jonas", "Kira", "Leo");

    private KnightsAndKnaves() {}

    /** What somebody says, true or false for a world whose bit i says whether person i is a knight. */
    private sealed interface Claim {
        boolean holds(int world);

        String text(List<String> names);
    }

    private record Is(int person, boolean knight) implements Claim {
        @Override
        public boolean holds(int world) {
            return knight == isKnight(world, person);
        }

        @Override
        public String text(List<String> names) {
            return names.get(person) + " is a " + kind(knight);
        }
    }

    private record Same(int one, int two, boolean same) implements Claim {
        @Override
        public boolean holds(int world) {
            return same == (isKnight(world, one) == isKnight(world, two));
        }

        @Override
        public String text(List<String> names) {
            return "%s and %s are %s"
                    .formatted(names.get(one), names.get(two), same ? "of the same kind" : "of different kinds");
        }
    }

    private record Both(Is one, Is two, boolean and) implements Claim {
        @Override
        public boolean holds(int world) {
            return and ? one.holds(world) && two.holds(world) : one.holds(world) || two.holds(world);
        }

        @Override
        public String text(List<String> names) {
            return one.text(names) + (and ? " and " : " or ") + two.text(names);
        }
    }

    static Problem draw(int people, SeededOrder random) {
        while (true) {
            List<Claim> claims = new ArrayList<>();
            for (int speaker = 0; speaker < people; speaker++) {
                claims.add(claim(speaker, people, random));
            }
            int[] worlds = IntStream.range(0, 1 << people)
                    .filter(world -> fits(world, claims))
                    .toArray();
            if (worlds.length == 1) {
                return problem(claims, worlds[0], random.some(NAMES, people));
            }
        }
    }

    /** Whether exactly the knights' claims hold. */
    private static boolean fits(int world, List<Claim> claims) {
        for (int speaker = 0; speaker < claims.size(); speaker++) {
            if (claims.get(speaker).holds(world) != isKnight(world, speaker)) {
                return false;
            }
        }
        return true;
    }

    private static Claim claim(int speaker, int people, SeededOrder random) {
        int one = other(speaker, people, random);
        Is first = new Is(one, random.nextInt(2) == 1);
        if (people == 2) {
            return random.nextInt(2) == 1 ? first : new Same(0, 1, random.nextInt(2) == 1);
        }
        int two = one;
        while (two == one) {
            two = other(speaker, people, random);
        }
        return switch (random.nextInt(3)) {
            case 0 -> first;
            case 1 -> new Same(one, two, random.nextInt(2) == 1);
            default -> new Both(first, new Is(two, random.nextInt(2) == 1), random.nextInt(2) == 1);
        };
    }

    private static int other(int speaker, int people, SeededOrder random) {
        return (speaker + 1 + random.nextInt(people - 1)) % people;
    }

    private static Problem problem(List<Claim> claims, int world, List<String> names) {
        String said = IntStream.range(0, claims.size())
                .mapToObj(i ->
                        "%s says: \"%s.\"".formatted(names.get(i), claims.get(i).text(names)))
                .collect(Collectors.joining(" "));
        String question =
                ("Everyone on an island is either a knight, who always tells the truth, or a knave, who always lies."
                                + " You meet %s. %s Who are the knights? Give their names in alphabetical order, separated by commas,"
                                + " or none.")
                        .formatted(String.join(", ", names), said);
        String knights = IntStream.range(0, names.size())
                .filter(i -> isKnight(world, i))
                .mapToObj(names::get)
                .sorted()
                .collect(Collectors.joining(", "));
        return new Problem("", question, knights.isEmpty() ? "none" : knights);
    }

    private static boolean isKnight(int world, int person) {
        return (world >> person & 1) == 1;
    }

    private static String kind(boolean knight) {
        return knight ? "knight" : "knave";
    }
}
