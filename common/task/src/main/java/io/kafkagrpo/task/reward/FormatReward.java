package io.kafkagrpo.task.reward;

import java.util.List;

/**
 * 0.2 for each of the four tags that occurs, in whatever place and number. Source: {@code format_reward} of the
 * tutorial's GRPO.py, whose sum of three is 0.6000000000000001.
 */
public final class FormatReward implements RewardFunction {

    public static final String NAME = "format";

    private static final List<String> TAGS = List.of("<reasoning>", "</reasoning>", "<answer>", "</answer>");
    private static final double PER_TAG = 0.2;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double score(ScoringInput input) {
        double score = 0;
        for (String tag : TAGS) {
            if (input.text().contains(tag)) {
                score += PER_TAG;
            }
        }
        return score;
    }
}
