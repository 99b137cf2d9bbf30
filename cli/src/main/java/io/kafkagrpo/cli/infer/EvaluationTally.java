package io.kafkagrpo.cli.infer;

import io.kafkagrpo.task.reward.AnswerCheck;
import io.kafkagrpo.task.reward.CorrectnessReward;
import io.kafkagrpo.task.reward.FormatReward;
import io.kafkagrpo.task.reward.RewardOutcome;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.kafkagrpo.task.reward.ScoringInput;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Sums an evaluation up, completion by completion. */
public final class EvaluationTally {
    /** A completion that has all four tags gets this much. */
    private static final double FULL_FORMAT = 0.8;

    private final AnswerCheck check;
    private final RewardSet rewards;
    private final FormatReward format = new FormatReward();
    private int completions;
    private int correct;
    private int formatted;
    private int cut;
    private long tokens;
    private int rewarded;
    private double reward;

    /**
     * Starts at nothing.
     *
     * @param check whether a completion is right; one of which that can't be told isn't
     * @param rewards the functions whose weighted sum is averaged
     */
    public EvaluationTally(AnswerCheck check, RewardSet rewards) {
        this.check = check;
        this.rewards = rewards;
    }

    /** Adds a completion and says whether it is right. */
    boolean add(ScoringInput input) {
        boolean right = Boolean.TRUE.equals(check.isCorrect(input));
        completions++;
        correct += right ? 1 : 0;
        formatted += format.score(input) > FULL_FORMAT - 1e-9 ? 1 : 0;
        cut += input.finishReason().isTruncated() ? 1 : 0;
        tokens += input.tokenCount();
        List<RewardOutcome> outcomes = rewards.score(input);
        OptionalDouble total = RewardSet.total(outcomes);
        if (total.isPresent()) {
            rewarded++;
            reward += total.getAsDouble();
        }
        return right;
    }

    int completions() {
        return completions;
    }

    public double accuracy() {
        return (double) correct / completions;
    }

    /** Mean over the completions that every function could score; not a number if there are none. */
    double meanReward() {
        return reward / rewarded;
    }

    double formatRate() {
        return (double) formatted / completions;
    }

    double meanLength() {
        return (double) tokens / completions;
    }

    double cutRate() {
        return (double) cut / completions;
    }

    /** The standard error of the accuracy, which is shown after ±. */
    double accuracyError() {
        double share = accuracy();
        return Math.sqrt(share * (1 - share) / completions);
    }

    /** The result so far, as one line. */
    String progress(int all) {
        return String.format(Locale.ROOT, "%d/%d  accuracy %.1f %%", completions, all, 100 * accuracy());
    }

    /** The result, a line per figure. */
    List<String> lines() {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "accuracy     %.1f %%  (%d of %d; standard error %.1f)",
                        100 * accuracy(),
                        correct,
                        completions,
                        100 * accuracyError()),
                String.format(Locale.ROOT, "mean reward  %.3f", meanReward()),
                String.format(Locale.ROOT, "format rate  %.1f %%  (all four tags)", 100 * formatRate()),
                String.format(Locale.ROOT, "mean length  %.1f tokens  (%.1f %% cut)", meanLength(), 100 * cutRate()));
    }

    /** The tutorial's rewards, where no configuration says others. */
    static List<RewardSpecification> tutorialRewards() {
        return List.of(
                new RewardSpecification(CorrectnessReward.NAME, 1), new RewardSpecification(FormatReward.NAME, 1));
    }
}
