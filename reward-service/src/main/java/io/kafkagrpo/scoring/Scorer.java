package io.kafkagrpo.scoring;

import io.kafkagrpo.hash.Digest;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.RolloutCodec;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.task.reward.AnswerCheck;
import io.kafkagrpo.task.reward.RewardOutcome;
import io.kafkagrpo.task.reward.RewardRegistry;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.kafkagrpo.task.reward.ScoringInput;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gives a completion its rewards, their total and whether it is correct. Depends on the completion alone. */
public final class Scorer {
    /** Raise it whenever a reward function or the matching rules give other values for the same input. */
    static final int IMPLEMENTATIONS_VERSION = 2;

    private final RewardSet rewards;
    private final AnswerCheck check;
    private final String configurationHash;

    Scorer(RewardSet rewards, AnswerCheck check) {
        this.rewards = rewards;
        this.check = check;
        this.configurationHash =
                Digest.sha256("implementations %d%n%s".formatted(IMPLEMENTATIONS_VERSION, rewards.configurationHash()));
    }

    /**
     * The scorer of configured functions, which come in the order of their names.
     *
     * @throws io.kafkagrpo.task.reward.RewardConfigurationException naming what is unknown or wrong
     */
    public static Scorer of(List<RewardSpecification> functions, AnswerCheck check, RewardRegistry registry) {
        return new Scorer(RewardSet.of(functions, registry), check);
    }

    /** SHA-256 over names, weights and parameters of the functions and the version of their implementations. */
    public String configurationHash() {
        return configurationHash;
    }

    /** The completion with its rewards; a failed one has none. */
    ScoredCompletion score(Completion completion) {
        ScoredCompletion.Builder scored = ScoredCompletion.newBuilder()
                .setIndex(completion.getIndex())
                .setGeneratorId(completion.getGeneratorId())
                .setStartedAtMs(completion.getStartedAtMs())
                .setFinishedAtMs(completion.getFinishedAtMs());
        if (completion.hasFailed()) {
            String reason = completion.getFailed().getReason();
            return scored.setFailedBecause(reason.isEmpty() ? "the generator gave no reason" : reason)
                    .build();
        }
        Finished finished = completion.getFinished();
        String answer = completion.getPrompt().getReferenceAnswer();
        ScoringInput input = new ScoringInput(
                completion.getPrompt().getQuestion(),
                answer.isEmpty() ? null : answer,
                finished.getText(),
                RolloutCodec.finishReason(finished),
                finished.getTokenIdsCount());
        List<RewardOutcome> outcomes = rewards.score(input);
        outcomes.forEach(outcome -> scored.addRewards(value(outcome)));
        OptionalDouble total = RewardSet.total(outcomes);
        if (total.isPresent() && Double.isFinite(total.getAsDouble())) {
            scored.setTotal(total.getAsDouble());
        }
        Boolean correct = check.isCorrect(input);
        if (correct != null) {
            scored.setCorrect(correct);
        }
        return scored.setFinished(finished).build();
    }

    /** Why a finished completion lacks a reward, or null where it has all. */
    static @Nullable String missing(ScoredCompletion scored) {
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
        return switch (outcome) {
            case RewardOutcome.Value given -> value.setValue(given.value()).build();
            case RewardOutcome.Missing none ->
                value.setMissingBecause(Source.shortened(none.because())).build();
        };
    }
}
