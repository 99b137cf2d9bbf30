package io.kafkagrpo.task.reward;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * 1 if the pattern is found anywhere in the completion, else 0. The pattern is RE2's, whose search takes time in
 * proportion to the text whatever the pattern; it has no look-around and no back-references.
 */
public final class RegexReward implements RewardFunction {

    public static final String NAME = "regex";

    private static final int LONGEST_PATTERN = 10_000;

    private final Pattern pattern;

    /** @throws IllegalArgumentException if the pattern isn't one of RE2 or is too long */
    public RegexReward(String pattern) {
        if (pattern.isEmpty() || pattern.length() > LONGEST_PATTERN) {
            throw new IllegalArgumentException(
                    "pattern has %d characters; allowed are 1 to %d.".formatted(pattern.length(), LONGEST_PATTERN));
        }
        try {
            this.pattern = Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "pattern is \"%s\"; allowed is a pattern of RE2 (%s).".formatted(pattern, e.getDescription()), e);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double score(ScoringInput input) {
        return pattern.matcher(input.text()).find() ? 1 : 0;
    }
}
