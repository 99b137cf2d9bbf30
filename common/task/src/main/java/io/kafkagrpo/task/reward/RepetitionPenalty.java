package io.kafkagrpo.task.reward;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Minus the share of repeated n-grams of words, times {@code maxPenalty}: 0 if none occurs twice, near {@code
 * −maxPenalty} if all are the same. Source: repetition penalty of Yeo et al., "Demystifying Long Chain-of-Thought
 * Reasoning" (arXiv 2502.03373), as Open-R1 has it. Words are what white space separates, in lower case.
 *
 * @param words length of an n-gram, 1 to 100
 * @param maxPenalty the most that is taken away; above 0
 */
public record RepetitionPenalty(int words, double maxPenalty) implements RewardFunction {

    public static final String NAME = "repetition-penalty";

    /** @throws IllegalArgumentException if a number is out of its range */
    public RepetitionPenalty {
        if (words < 1 || words > 100) {
            throw new IllegalArgumentException("words is " + words + "; allowed is 1 to 100.");
        }
        if (!(maxPenalty > 0) || Double.isInfinite(maxPenalty)) {
            throw new IllegalArgumentException("max-penalty is " + maxPenalty + "; allowed is a number above 0.");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double score(ScoringInput input) {
        List<String> all = List.of(input.text().strip().toLowerCase(Locale.ROOT).split("\\s+"));
        int total = all.size() - words + 1;
        if (total < 1 || input.text().isBlank()) {
            return 0;
        }
        Set<List<String>> different = new HashSet<>();
        for (int i = 0; i < total; i++) {
            different.add(all.subList(i, i + words));
        }
        int repeated = total - different.size();
        return repeated == 0 ? 0 : -maxPenalty * repeated / total;
    }
}
