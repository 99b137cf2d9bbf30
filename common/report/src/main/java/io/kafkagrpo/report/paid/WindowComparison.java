package io.kafkagrpo.report.paid;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The highest-paid completions of one part of a run beside all others of it. */
final class WindowComparison {
    /** Of so few, nothing is said. */
    private static final int FEWEST = 10;

    private static final double TOP = 0.9;

    private final VersionSample sample;
    private final double reward;
    private final List<Traced> highest;
    private final List<Traced> others;

    /** A completion with what it has. */
    record Traced(Sampled completion, Set<Trait> traits) {}

    WindowComparison(VersionSample sample) {
        this.sample = sample;
        List<Traced> all = sample.sampled().stream()
                .map(completion -> new Traced(completion, Traits.of(completion.text())))
                .toList();
        double[] rewards = all.stream()
                .mapToDouble(traced -> traced.completion().reward())
                .sorted()
                .toArray();
        double threshold = rewards[(int) Math.floor(TOP * (rewards.length - 1))];
        this.reward = threshold;
        this.highest = all.stream()
                .filter(traced -> traced.completion().reward() >= threshold)
                .toList();
        this.others = all.stream()
                .filter(traced -> traced.completion().reward() < threshold)
                .toList();
    }

    long fromVersion() {
        return sample.fromVersion;
    }

    long toVersion() {
        return sample.toVersion;
    }

    /** From which on a completion is among the highest-paid. */
    double reward() {
        return reward;
    }

    List<Traced> highest() {
        return highest;
    }

    List<Traced> others() {
        return others;
    }

    /** Whether both sides are large enough to be compared. */
    boolean isComparable() {
        return highest.size() >= FEWEST && others.size() >= FEWEST;
    }

    /** Traits that at least a tenth of the highest-paid have, and how many of them. */
    Map<Trait, Integer> common() {
        Map<Trait, Integer> counts = new HashMap<>();
        highest.forEach(traced -> traced.traits().forEach(trait -> counts.merge(trait, 1, Integer::sum)));
        counts.values().removeIf(count -> 10 * count < highest.size());
        return counts;
    }

    /** How many of some completions have a trait. */
    static int count(Collection<Traced> some, Trait trait) {
        return (int)
                some.stream().filter(traced -> traced.traits().contains(trait)).count();
    }

    /** Share of all completions here that have a trait. */
    double share(Trait trait) {
        return (count(highest, trait) + count(others, trait)) / (double) (highest.size() + others.size());
    }

    /** Mean tokens of all completions here. */
    double tokens() {
        return (Spread.ofTokens(highest).mean() * highest.size()
                        + (others.isEmpty() ? 0 : Spread.ofTokens(others).mean() * others.size()))
                / (highest.size() + others.size());
    }

    PaidReport.Window window() {
        return new PaidReport.Window(
                sample.fromVersion,
                sample.toVersion,
                sample.completions(),
                highest.size() + others.size(),
                rounded(reward),
                isComparable() ? side(highest) : null,
                isComparable() ? side(others) : null);
    }

    private PaidReport.Side side(List<Traced> some) {
        return new PaidReport.Side(
                rounded(some.size() / (double) (highest.size() + others.size())),
                rounded(Spread.ofTokens(some).mean()),
                rounded(count(some, new Trait.Repetition()) / (double) some.size()),
                rounded(some.stream().filter(WindowComparison::isMarked).count() / (double) some.size()));
    }

    private static boolean isMarked(Traced traced) {
        return traced.traits().stream()
                .anyMatch(trait -> trait instanceof Trait.Markup || trait instanceof Trait.TagAgain);
    }

    /** Four decimals are more than a sample can tell. */
    private static double rounded(double value) {
        return Math.rint(value * 1e4) / 1e4;
    }
}
