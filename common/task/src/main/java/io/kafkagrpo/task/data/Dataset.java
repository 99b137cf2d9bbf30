package io.kafkagrpo.task.data;

import io.kafkagrpo.hash.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Problems in a fixed order, with a seeded order per epoch. Where a run stands in its dataset is one number: epoch
 * × size + index in that epoch's order.
 */
public final class Dataset {

    private final String name;
    private final List<Problem> problems;
    private volatile EpochOrder lastOrder;

    private record EpochOrder(long seed, long epoch, List<Integer> indexes) {}

    private Dataset(String name, List<Problem> problems) {
        this.name = name;
        this.problems = List.copyOf(problems);
        this.lastOrder = new EpochOrder(0, -1, List.of());
    }

    /**
     * Opens a dataset.
     *
     * @param spec {@code arithmetic} or {@code addition} (built in), else the path of a JSONL file; a file of such
     *     a name is reached as {@code ./arithmetic}
     * @param split part of a built-in dataset; a file is one part by itself and gives all its problems for either
     * @throws DatasetException if there is no such file or a line of it is malformed
     */
    public static Dataset open(String spec, Split split) {
        return switch (spec) {
            case Arithmetic.NAME -> new Dataset(spec, Arithmetic.problems(split));
            case Addition.NAME -> new Dataset(spec, Addition.problems(split));
            default -> new Dataset(spec, JsonlProblems.read(existingFile(spec)));
        };
    }

    /** @throws IllegalArgumentException if there are no problems */
    public static Dataset of(String name, List<Problem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("The dataset \"" + name + "\" has no problems.");
        }
        return new Dataset(name, problems);
    }

    private static Path existingFile(String spec) {
        try {
            Path file = Path.of(spec);
            if (Files.isRegularFile(file)) {
                return file;
            }
            throw new DatasetException("The dataset \"%s\" is neither built in (%s, %s) nor a file (looked for %s)."
                    .formatted(spec, Arithmetic.NAME, Addition.NAME, file.toAbsolutePath()));
        } catch (InvalidPathException e) {
            throw new DatasetException(
                    "The dataset \"%s\" is neither built in (%s, %s) nor a possible file name: %s."
                            .formatted(spec, Arithmetic.NAME, Addition.NAME, e.getReason()),
                    e);
        }
    }

    public String name() {
        return name;
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
        return limit >= size() ? this : new Dataset(name, problems.subList(0, limit));
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
     * The problem at a position of the seeded curriculum: epoch × size + index in the epoch's order.
     *
     * @throws IllegalArgumentException if the position is negative
     */
    public Problem at(long seed, long position) {
        int index = Math.floorMod(position, size());
        return problems.get(order(seed, Math.floorDiv(position, size())).get(index));
    }

    /**
     * SHA-256, as lower-case hex, of all questions and answers in order. File name, line ends and the JSON's layout
     * don't matter to it.
     */
    public String contentHash() {
        Digest digest = Digest.sha256();
        for (Problem problem : problems) {
            update(digest, problem.question());
            update(digest, problem.referenceAnswer());
        }
        return digest.hex();
    }

    private static void update(Digest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // With the length before it, no other pair of texts gives the same bytes.
        digest.add(bytes.length + ":").add(bytes);
    }
}
