package io.kafkagrpo.learner.curriculum;

import io.kafkagrpo.hash.SplitMix;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Chooses problems by their newest pass rates, so that the classes have their shares. Within a class the one goes
 * first that was admitted least often, then a seeded order decides, another one each time round. A problem in
 * flight is not asked again, unless all are. What is chosen depends on the calls before alone; memory on the
 * number of problems. Not thread-safe.
 */
public final class ProblemChooser {
    /**
     * A problem that was chosen.
     *
     * @param problem its number, 0 ..
     * @param difficulty its class
     * @param wanted the class that it should have; another one where that had no problem left
     */
    public record Choice(int problem, Difficulty difficulty, Difficulty wanted) {
        /** Whether it is of another class than it should be. */
        public boolean isSubstitute() {
            return difficulty != wanted;
        }
    }

    private final DifficultyMix mix;
    private final long seed;
    private final int[] admitted;
    private final double[] passRates;
    private final int[] asked;
    private final Map<String, Integer> inFlight = new HashMap<>();
    private final Map<Difficulty, NavigableSet<Integer>> free = new EnumMap<>(Difficulty.class);
    private final NavigableSet<Integer> busy;

    /** None of the problems was asked yet. */
    public ProblemChooser(DifficultyMix mix, int problems, long seed) {
        this.mix = mix;
        this.seed = seed;
        this.admitted = new int[problems];
        this.passRates = new double[problems];
        this.asked = new int[problems];
        Comparator<Integer> turn = Comparator.<Integer>comparingInt(problem -> admitted[problem])
                .thenComparingLong(this::rank)
                .thenComparing(Comparator.naturalOrder());
        for (Difficulty difficulty : Difficulty.values()) {
            free.put(difficulty, new TreeSet<>(turn));
        }
        this.busy = new TreeSet<>(turn);
        Arrays.fill(passRates, Double.NaN);
        for (int problem = 0; problem < problems; problem++) {
            place(problem).add(problem);
        }
    }

    /** Its place in the seeded order of the round that it is in. */
    private long rank(int problem) {
        return SplitMix.mix(SplitMix.mix(seed + admitted[problem]) + problem * SplitMix.GOLDEN_GAMMA);
    }

    /** Chooses the problem of this group and puts it in flight. */
    public Choice choose(String group, long position) {
        Difficulty wanted = mix.wanted(position);
        int problem = wanted.andThen().stream()
                .map(free::get)
                .filter(candidates -> !candidates.isEmpty())
                .findFirst()
                .orElse(busy)
                .first();
        Choice choice = new Choice(problem, difficulty(problem), wanted);
        change(problem, () -> admitted[problem]++);
        inFlight(group, problem);
        return choice;
    }

    /** What the log says of a problem: how often it was admitted, and its pass rate; NaN where there is none. */
    public void remember(int problem, int timesAdmitted, double passRate) {
        change(problem, () -> {
            admitted[problem] = timesAdmitted;
            passRates[problem] = passRate;
        });
    }

    /** A group asks this problem. */
    public void inFlight(String group, int problem) {
        inFlight.put(group, problem);
        change(problem, () -> asked[problem]++);
    }

    /** The problem that a group in flight asks; null where there is no such group. */
    public @Nullable Integer problemOf(String group) {
        return inFlight.get(group);
    }

    /** A problem's newest pass rate. */
    public void rated(int problem, double passRate) {
        change(problem, () -> passRates[problem] = passRate);
    }

    /** A group is in flight no more. */
    public void ended(String group) {
        Integer problem = inFlight.remove(group);
        if (problem != null) {
            change(problem, () -> asked[problem]--);
        }
    }

    /** How many problems are of each class, those in flight too. */
    public Map<Difficulty, Integer> sizes() {
        Map<Difficulty, Integer> sizes = new EnumMap<>(Difficulty.class);
        for (Difficulty difficulty : Difficulty.values()) {
            sizes.put(difficulty, 0);
        }
        for (int problem = 0; problem < passRates.length; problem++) {
            sizes.merge(difficulty(problem), 1, Integer::sum);
        }
        return sizes;
    }

    /** Problems whose pass rate nobody knows. */
    public int unseen() {
        return (int) Arrays.stream(passRates).filter(Double::isNaN).count();
    }

    private Difficulty difficulty(int problem) {
        return mix.of(passRates[problem]);
    }

    private NavigableSet<Integer> place(int problem) {
        return asked[problem] > 0 ? busy : free.getOrDefault(difficulty(problem), busy);
    }

    /** Every order that holds a problem rests on what changes here, so it is taken out before. */
    private void change(int problem, Runnable change) {
        place(problem).remove(problem);
        change.run();
        place(problem).add(problem);
    }
}
