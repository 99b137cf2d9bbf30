package io.kafkagrpo.scoring;

import io.kafkagrpo.record.Parts;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.task.reward.AnswerCheck;
import io.kafkagrpo.task.reward.RewardOutcome;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.ScoringInput;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gives a completion its rewards, their total and whether it is correct. Depends on the completion alone. */
public final class Scorer implements AutoCloseable {
    /** A judge's raw answer is cut there; records.proto promises it. */
    private static final int LONGEST_ANSWER = 4_000;

    private final RewardSet rewards;
    private final AnswerCheck check;
    private final String configurationHash;
    private final RewardCounts counts = new RewardCounts();

    /** The functions come in the order of their names; the scorer closes them with itself. */
    public Scorer(RewardSet rewards, AnswerCheck check) {
        this.rewards = rewards;
        this.check = check;
        this.configurationHash = rewards.scoresHash();
    }

    /** SHA-256 over names, weights and parameters of the functions and the version of their implementations. */
    public String configurationHash() {
        return configurationHash;
    }

    /** How often each function gave a value, and how often none. */
    public RewardCounts counts() {
        return counts;
    }

    /** Whether a function takes time, so that completions are scored by {@link #ask}. */
    public boolean isSlow() {
        return rewards.isSlow();
    }

    /** The completion with its rewards; a failed one has none. */
    Parts.ScoredCompletion score(Sampled sampled) {
        Parts.Finished finished = sampled.finished();
        if (finished == null) {
            return failed(sampled);
        }
        ScoringInput input = sampled.input(finished);
        return scored(sampled, input, rewards.score(input));
    }

    /** The same without waiting for slow functions. */
    CompletableFuture<Parts.ScoredCompletion> ask(Sampled sampled) {
        Parts.Finished finished = sampled.finished();
        if (finished == null) {
            return CompletableFuture.completedFuture(failed(sampled));
        }
        ScoringInput input = sampled.input(finished);
        return rewards.ask(input).thenApply(outcomes -> scored(sampled, input, outcomes));
    }

    /** Ends what slow functions hold. */
    @Override
    public void close() {
        rewards.close();
    }

    private static Parts.ScoredCompletion failed(Sampled sampled) {
        String reason = sampled.parts().getFailed().getReason();
        return withOrigin(sampled.parts())
                .setFailedBecause(reason.isEmpty() ? "the generator gave no reason" : reason)
                .build();
    }

    private Parts.ScoredCompletion scored(Sampled sampled, ScoringInput input, List<RewardOutcome> outcomes) {
        Parts.ScoredCompletion.Builder scored = withOrigin(sampled.parts());
        counts.count(outcomes);
        outcomes.forEach(outcome -> scored.addRewards(value(outcome)));
        OptionalDouble total = RewardSet.total(outcomes);
        if (total.isPresent() && Double.isFinite(total.getAsDouble())) {
            scored.setTotal(total.getAsDouble());
        }
        Boolean correct = check.isCorrect(input);
        if (correct != null) {
            scored.setCorrect(correct);
        }
        return scored.setFinished(sampled.parts().getFinished()).build();
    }

    private static Parts.ScoredCompletion.Builder withOrigin(Parts.Completion completion) {
        return Parts.ScoredCompletion.newBuilder()
                .setIndex(completion.getIndex())
                .setGeneratorId(completion.getGeneratorId())
                .setStartedAtMs(completion.getStartedAtMs())
                .setFinishedAtMs(completion.getFinishedAtMs());
    }

    /** Why a finished completion lacks a reward, or null where it has all. */
    static @Nullable String missing(Parts.ScoredCompletion scored) {
        if (!scored.hasFinished() || scored.hasTotal()) {
            return null;
        }
        String because = scored.getRewardsList().stream()
                .filter(RewardValue::hasMissingBecause)
                .map(reward -> "reward %s: %s".formatted(reward.getFunction(), reward.getMissingBecause()))
                .collect(Collectors.joining("; "));
        return because.isEmpty() ? "the total of the rewards is not finite" : because;
    }

    private static RewardValue value(RewardOutcome outcome) {
        RewardValue.Builder value =
                RewardValue.newBuilder().setFunction(outcome.function()).setWeight(outcome.weight());
        String answer = outcome.answer();
        value.setAnswer(answer.length() <= LONGEST_ANSWER ? answer : answer.substring(0, LONGEST_ANSWER) + "…");
        return switch (outcome) {
            case RewardOutcome.Value given -> value.setValue(given.value()).build();
            case RewardOutcome.Missing none ->
                value.setMissingBecause(Source.shortened(none.because())).build();
        };
    }
}
