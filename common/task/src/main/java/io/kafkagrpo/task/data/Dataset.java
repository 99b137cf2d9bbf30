package io.kafkagrpo.task.data;

import io.kafkagrpo.hash.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Problems in a fixed order, with a seeded order per epoch. Where a run stands in its dataset is one number: epoch
 * × size + index in that epoch's order.
 */
public final class Dataset {

    private final String name;
    private final String origin;
    private final List<Problem> problems;
    private volatile EpochOrder lastOrder;

    private record EpochOrder(long seed, long epoch, List<Integer> indexes) {}

    private Dataset(String name, List<Problem> problems, String origin) {
        this.name = name;
        this.origin = origin;
        this.problems = List.copyOf(problems);
        this.lastOrder = new EpochOrder(0, -1, List.of());
    }

    /**
     * Problems that come with the program.
     *
     * @param spec {@code arithmetic}, {@code addition} or a puzzle ({@link Puzzle}), with its difficulty or without
     * @throws DatasetException if the name means none, or there is no puzzle of such a difficulty
     */
    public static Dataset builtIn(String spec, Split split) {
        List<Problem> problems = switch (spec) {
            case Arithmetic.NAME -> Arithmetic.problems(split);
            case Addition.NAME -> Addition.problems(split);
            default -> puzzles(spec, split);
        };
        if (problems == null) {
            throw new DatasetException(
                    "There is no built-in dataset \"%s\"; there are %s.".formatted(spec, builtInNames()));
        }
        return new Dataset(spec, problems, "built in");
    }

    /** Whether the name means problems that come with the program, and so no file. */
    public static boolean isBuiltIn(String spec) {
        return spec.equals(Arithmetic.NAME) || spec.equals(Addition.NAME) || Puzzle.isName(spec);
    }

    private static @Nullable List<Problem> puzzles(String spec, Split split) {
        try {
            return Puzzle.problems(spec, split);
        } catch (IllegalArgumentException e) {
            throw new DatasetException("The dataset \"%s\" can't be made: %s".formatted(spec, e.getMessage()), e);
        }
    }

    /** The names of what comes with the program, for sentences. */
    public static String builtInNames() {
        return Stream.concat(Stream.of(Arithmetic.NAME, Addition.NAME), Puzzle.names().stream())
                .collect(Collectors.joining(", "));
    }

    /**
     * Problems that were read from somewhere.
     *
     * @param origin what they were read from and how, for people
     * @throws IllegalArgumentException if there are no problems
     */
    public static Dataset of(String name, List<Problem> problems, String origin) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("The dataset \"" + name + "\" has no problems.");
        }
        return new Dataset(name, problems, origin);
    }

    /** @throws IllegalArgumentException if there are no problems */
    public static Dataset of(String name, List<Problem> problems) {
        return of(name, problems, "");
    }

    public String name() {
        return name;
    }

    /** What the problems were read from and how, for people: {@code JSON lines; answer: as it is}. */
    public String origin() {
        return origin;
    }

    public int size() {
        return problems.size();
    }

    /** In the dataset's own order. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * The first problems, or all if there are fewer. Built-in datasets are shuffled, so theirs are a fair sample.
     *
     * @throws IllegalArgumentException if limit is below 1
     */
    public Dataset head(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A limit of " + limit + " problems is too small: at least 1.");
        }
        return limit >= size() ? this : new Dataset(name, problems.subList(0, limit), origin);
    }

    /**
     * A permutation of the problems' indexes, which depends on the seed, the epoch and the size only.
     *
     * @throws IllegalArgumentException if the epoch is negative
     */
    public List<Integer> order(long seed, long epoch) {
        if (epoch < 0) {
            throw new IllegalArgumentException("An epoch is 0 or more, not " + epoch + ".");
        }
        EpochOrder order = lastOrder;
        if (order.epoch() != epoch || order.seed() != seed) {
            List<Integer> indexes = Arrays.stream(new SeededOrder(seed, epoch).permutation(size()))
                    .boxed()
                    .toList();
            order = new EpochOrder(seed, epoch, indexes);
            lastOrder = order;
        }
        return order.indexes();
    }

    /**
     * Which problem is at a position of the seeded order, epoch × size + index in the epoch's order: its index in
     * {@link #problems}.
     *
     * @throws IllegalArgumentException if the position is negative
     */
    public int indexAt(long seed, long position) {
        return order(seed, Math.floorDiv(position, size())).get(Math.floorMod(position, size()));
    }

    /**
     * SHA-256, as lower-case hex, of all questions and answers in order, and of what else their prompts are made of
     * where there is such. File name, line ends and the JSON's layout don't matter to it, nor do other columns.
     */
    public String contentHash() {
        Digest digest = Digest.sha256();
        for (Problem problem : problems) {
            update(digest, problem.question());
            update(digest, problem.referenceAnswer());
            // logs of runs whose problems are questions alone hold the hash without it
            if (!problem.prompt().equals(ProblemPrompt.NONE)) {
                update(digest, problem.prompt().canonical());
            }
        }
        return digest.hex();
    }

    private static void update(Digest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // With the length before it, no other pair of texts gives the same bytes.
        digest.add(bytes.length + ":").add(bytes);
    }
}
