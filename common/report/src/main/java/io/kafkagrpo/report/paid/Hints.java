package io.kafkagrpo.report.paid;

import io.kafkagrpo.report.paid.WindowComparison.Traced;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What stands out among the highest-paid completions: a trait that they have at least twice as often as the others,
 * beyond chance, and a length that differs by half, if the policy has moved that way. Many traits are tried, so the
 * bar of chance is high: five standard errors, which is passed by accident once in some millions.
 */
final class Hints {
    private static final int MOST = 8;
    private static final double CHANCE = 5;
    private static final double OFTEN = 2;
    private static final double LONGER = 1.5;
    private static final double MOVED = 1.25;

    private final List<WindowComparison> windows;
    private final Set<Trait> told = new HashSet<>();

    /** @param windows in the order of time */
    Hints(List<WindowComparison> windows) {
        this.windows = windows;
    }

    private record Found(Trait trait, int highest, int others) {}

    /** The most recent first; each trait once. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        boolean lengthTold = false;
        for (WindowComparison window : windows.reversed()) {
            if (!window.isComparable()) {
                continue;
            }
            if (!lengthTold && isLengthPaid(window)) {
                sentences.add(ofLength(window));
                lengthTold = true;
            }
            sentences.addAll(ofTraits(window));
        }
        return sentences.stream().limit(MOST).toList();
    }

    private List<String> ofTraits(WindowComparison window) {
        List<Found> found = new ArrayList<>();
        for (Map.Entry<Trait, Integer> common : window.common().entrySet()) {
            int others = WindowComparison.count(window.others(), common.getKey());
            if (standsOut(common.getValue(), window.highest(), others, window.others())) {
                found.add(new Found(common.getKey(), common.getValue(), others));
            }
        }
        found.sort(Comparator.comparingInt(Found::highest)
                .reversed()
                .thenComparingInt(Found::others)
                .thenComparing(one -> one.trait().words()));
        PhraseChains chains = new PhraseChains(found.stream()
                .filter(one -> one.trait() instanceof Trait.Phrase)
                .map(one -> ((Trait.Phrase) one.trait()).text())
                .toList());
        List<String> sentences = new ArrayList<>();
        for (Found one : found) {
            if (told.contains(one.trait())) {
                continue;
            }
            String words = one.trait().words();
            told.add(one.trait());
            if (one.trait() instanceof Trait.Phrase phrase) {
                // A phrase of more than four words is found as several that overlap.
                PhraseChains.Chain chain = chains.around(phrase.text());
                chain.parts().forEach(part -> told.add(new Trait.Phrase(part)));
                words = new Trait.Phrase(chain.text()).words();
            }
            sentences.add(sentence(window, one, words));
        }
        return sentences;
    }

    private static boolean standsOut(int highest, List<Traced> ofHighest, int others, List<Traced> ofOthers) {
        double share = highest / (double) ofHighest.size();
        double otherShare = others / (double) ofOthers.size();
        return share >= OFTEN * otherShare
                && Spread.distance(highest, ofHighest.size(), others, ofOthers.size()) >= CHANCE;
    }

    private String sentence(WindowComparison window, Found one, String words) {
        WindowComparison first = windows.getFirst();
        return "%s: %s have %s, of the others %s%s."
                .formatted(
                        beginning(window),
                        percent(one.highest() / (double) window.highest().size()),
                        words,
                        percent(one.others() / (double) window.others().size()),
                        first == window
                                ? ""
                                : "; of all, %s now and %s at %s"
                                        .formatted(
                                                percent(window.share(one.trait())),
                                                percent(first.share(one.trait())),
                                                versions(first)));
    }

    /** Longer is better paid and completions have become longer, or shorter and shorter. */
    private boolean isLengthPaid(WindowComparison window) {
        Spread highest = Spread.ofTokens(window.highest());
        Spread others = Spread.ofTokens(window.others());
        double moved = window.tokens() / windows.getFirst().tokens();
        double distance = highest.distance(others);
        return (highest.mean() >= LONGER * others.mean() && distance >= CHANCE && moved >= MOVED)
                || (others.mean() >= LONGER * highest.mean() && distance <= -CHANCE && moved <= 1 / MOVED);
    }

    private String ofLength(WindowComparison window) {
        return String.format(
                Locale.ROOT,
                "%s: %.0f tokens on average, the others %.0f; all of them, %.0f now and %.0f at %s.",
                beginning(window),
                Spread.ofTokens(window.highest()).mean(),
                Spread.ofTokens(window.others()).mean(),
                window.tokens(),
                windows.getFirst().tokens(),
                versions(windows.getFirst()));
    }

    private static String beginning(WindowComparison window) {
        return String.format(
                Locale.ROOT,
                "highest-paid completions (reward %.3g and more) of %s",
                window.reward(),
                versions(window));
    }

    private static String versions(WindowComparison window) {
        return window.fromVersion() == window.toVersion()
                ? "weight version %d".formatted(window.fromVersion())
                : "weight versions %d to %d".formatted(window.fromVersion(), window.toVersion());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
