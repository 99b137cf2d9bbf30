package io.kafkagrpo.task.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A family of generated tasks, named in a configuration as {@code countdown} or {@code countdown:5} (difficulty) or
 * {@code countdown:5:17} (difficulty and seed). Equal names give equal problems on every machine.
 */
public enum Puzzle {
    /** Reach a number from others; scored by the reward {@code countdown}. Difficulty is the count of numbers. */
    COUNTDOWN(3, 6, 4) {
        @Override
        Problem draw(int difficulty, SeededOrder random) {
            return Countdown.draw(difficulty, random).problem();
        }
    },
    /** Who lies? Scored by {@code math} or {@code correctness}. Difficulty is the count of people. */
    KNIGHTS_AND_KNAVES(2, 6, 3) {
        @Override
        Problem draw(int difficulty, SeededOrder random) {
            return KnightsAndKnaves.draw(difficulty, random);
        }
    },
    /** Sort words by the alphabet; scored by {@code correctness}. Difficulty is the count of words. */
    SORTING(3, 12, 5) {
        @Override
        Problem draw(int difficulty, SeededOrder random) {
            return Sorting.draw(difficulty, random);
        }
    },
    /** Who stands where in a row, by clues; scored by {@code correctness}. Difficulty is the count of people. */
    SEATING(3, 6, 4) {
        @Override
        Problem draw(int difficulty, SeededOrder random) {
            return Seating.draw(difficulty, random);
        }
    };

    /** Problems of the training part at most; a small difficulty may have fewer different ones. */
    public static final int TRAIN_SIZE = 2_000;

    /** Held-out problems at most. */
    public static final int HELD_OUT_SIZE = 200;

    private static final int HELD_OUT_ONE_IN = 11;
    private static final long DEFAULT_SEED = 1;
    private static final int DRAWS_PER_PROBLEM = 20;
    private static final Pattern SPEC = Pattern.compile("([a-z-]+)(?::(\\d{1,3}))?(?::(\\d{1,18}))?");

    private final int easiest;
    private final int hardest;
    private final int usual;

    Puzzle(int easiest, int hardest, int usual) {
        this.easiest = easiest;
        this.hardest = hardest;
        this.usual = usual;
    }

    /** One problem; the same one may come again. */
    abstract Problem draw(int difficulty, SeededOrder random);

    /** The name in configurations, without difficulty and seed. */
    public String settingName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The names of all families. */
    public static List<String> names() {
        return Stream.of(values()).map(Puzzle::settingName).toList();
    }

    /** Whether a configuration's name means a puzzle, of whatever difficulty. */
    static boolean isName(String spec) {
        Matcher matcher = SPEC.matcher(spec);
        return matcher.matches() && names().contains(matcher.group(1));
    }

    /**
     * The problems that a configuration's name means; null if it is no puzzle's name.
     *
     * @throws IllegalArgumentException if the difficulty is out of the family's range
     */
    public static @Nullable List<Problem> problems(String spec, Split split) {
        Matcher matcher = SPEC.matcher(spec);
        if (!matcher.matches()) {
            return null;
        }
        for (Puzzle puzzle : values()) {
            if (puzzle.settingName().equals(matcher.group(1))) {
                int difficulty = matcher.group(2) == null ? puzzle.usual : Integer.parseInt(matcher.group(2));
                long seed = matcher.group(3) == null ? DEFAULT_SEED : Long.parseLong(matcher.group(3));
                return puzzle.generate(difficulty, seed, split);
            }
        }
        return null;
    }

    /**
     * Different problems, of which one in eleven is held out: which part a question belongs to follows from the
     * question alone, so that no seed trains on what another holds out.
     *
     * @throws IllegalArgumentException if the difficulty is out of the family's range
     */
    public List<Problem> generate(int difficulty, long seed, Split split) {
        if (difficulty < easiest || difficulty > hardest) {
            throw new IllegalArgumentException("The difficulty of %s is %d; allowed is %d to %d."
                    .formatted(settingName(), difficulty, easiest, hardest));
        }
        int size = split == Split.TRAIN ? TRAIN_SIZE : HELD_OUT_SIZE;
        SeededOrder random = new SeededOrder(seed, settingName().hashCode() * 1_000L + difficulty);
        Set<String> seen = new HashSet<>();
        List<Problem> problems = new ArrayList<>();
        long draws = (long) DRAWS_PER_PROBLEM * (TRAIN_SIZE + HELD_OUT_SIZE);
        for (long i = 0; i < draws && problems.size() < size; i++) {
            Problem problem = draw(difficulty, random);
            if (isHeldOut(problem) == (split == Split.HELD_OUT) && seen.add(identity(problem))) {
                problems.add(new Problem(
                        "%s-%d-%d-%d".formatted(settingName(), difficulty, seed, problems.size()),
                        problem.question(),
                        problem.referenceAnswer()));
            }
        }
        return List.copyOf(problems);
    }

    /** Whether a task is for evaluation; one in eleven is, whatever the seed. */
    boolean isHeldOut(Problem problem) {
        CRC32 sum = new CRC32();
        sum.update(identity(problem).getBytes(StandardCharsets.UTF_8));
        return new SeededOrder(sum.getValue(), 0).nextInt(HELD_OUT_ONE_IN) == 0;
    }

    /** The task itself, however its words are ordered: what is sorted or reached, or the question. */
    private String identity(Problem problem) {
        return this == SORTING
                ? Stream.of(problem.referenceAnswer().split(", ")).collect(Collectors.joining(","))
                : this == COUNTDOWN ? problem.referenceAnswer() : problem.question();
    }
}
