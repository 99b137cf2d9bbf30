package io.kafkagrpo.cli.train;

import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.Problem;
import io.kafkagrpo.task.reward.RewardOutcome;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.ScoringInput;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tries a run's rewards on its data before the run: where a reward never has a value, every group fails. */
final class RewardCheck {
    private static final int SAMPLE = 20;

    private RewardCheck() {}

    /**
     * A note where some reward has a value for none of the sampled problems, whatever is answered: the reference
     * answer itself, in the tag or bare, or a number. Only a note, for a policy may write what is not tried here.
     * Slow functions aren't asked: a judge costs time and money.
     */
    static Optional<String> note(RewardSet rewards, Dataset train) {
        if (rewards.isSlow()) {
            return Optional.empty();
        }
        List<Problem> problems = PromptCheck.sample(train, SAMPLE);
        Optional<String> newest = Optional.empty();
        for (Problem problem : problems) {
            List<Optional<String>> missing = answers(problem)
                    .map(answer -> missing(rewards, problem, answer))
                    .toList();
            if (missing.stream().anyMatch(Optional::isEmpty)) {
                return Optional.empty();
            }
            newest = missing.getFirst();
        }
        return newest.map(reason -> (Preflight.NOTE
                        + "with none of %d problems that were tried has a group's reward a value, and every such group fails; the newest: %s")
                .formatted(problems.size(), reason));
    }

    private static Stream<String> answers(Problem problem) {
        String reference = problem.referenceAnswer();
        return Stream.of("<answer>%s</answer>".formatted(reference), reference, "<answer>1</answer>");
    }

    private static Optional<String> missing(RewardSet rewards, Problem problem, String answer) {
        ScoringInput input = new ScoringInput(
                problem.question(), problem.referenceAnswer(), answer, FinishReason.STOP, 1, problem.columns());
        return rewards.score(input).stream()
                .flatMap(outcome -> outcome instanceof RewardOutcome.Missing missing
                        ? Stream.of("reward %s: %s".formatted(missing.function(), missing.because()))
                        : Stream.empty())
                .findFirst();
    }
}
