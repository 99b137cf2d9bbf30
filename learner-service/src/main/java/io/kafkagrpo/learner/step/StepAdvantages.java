package io.kafkagrpo.learner.step;

import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.Advantages;
import io.kafkagrpo.rl.RewardAggregation;
import io.kafkagrpo.rl.advantage.AdvantageEstimator;
import io.kafkagrpo.rl.advantage.AdvantageMethod;
import io.kafkagrpo.rl.advantage.StepAdvantage;
import io.kafkagrpo.rl.objective.TruncatedCompletions;
import io.kafkagrpo.rollout.Group;
import io.kafkagrpo.rollout.Member;
import io.kafkagrpo.settings.ObjectiveFromSettings;
import io.kafkagrpo.settings.RunSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The advantages of a step's groups: those that were recorded when each group closed, or, where they depend on all
 * groups of the step, computed here from the recorded rewards. A completion without a total has no advantage that
 * counts.
 */
public sealed interface StepAdvantages {
    /** Per group, in order, one advantage per completion, or per token; 0 where the total is missing. */
    StepAdvantage of(List<Group> groups);

    /** As the configuration says. */
    static StepAdvantages from(RunSettings settings) {
        return switch (ObjectiveFromSettings.advantages(settings)) {
            case AdvantageMethod.OfGroup _ -> new Recorded();
            case AdvantageMethod.OfStep(AdvantageSettings ofStep) -> new OverStep(ofStep);
            case AdvantageMethod.NormalizedFirst(double epsilon) -> new NormalizedFirst(epsilon);
            case AdvantageMethod.Estimated(AdvantageEstimator estimator) ->
                new Estimated(estimator, ObjectiveFromSettings.overlong(settings));
        };
    }

    /** The reward-service's. */
    record Recorded() implements StepAdvantages {
        @Override
        public StepAdvantage of(List<Group> groups) {
            return StepAdvantage.of(groups.stream()
                    .map(group -> group.members().stream()
                            .mapToDouble(member -> recorded(group, member))
                            .toArray())
                    .toArray(double[][]::new));
        }

        private static double recorded(Group group, Member member) {
            if (!(member instanceof Member.Scored scored) || !scored.score().hasTotal()) {
                return 0;
            }
            if (!scored.score().hasAdvantage()) {
                throw new RunMismatchException(
                        "Completion %d of group %s has a reward but no advantage; was it scored with another advantage.estimator?"
                                .formatted(member.index(), group.id()));
            }
            return scored.score().advantage();
        }
    }

    /** The {@code batch} estimator. */
    record OverStep(AdvantageSettings settings) implements StepAdvantages {
        @Override
        public StepAdvantage of(List<Group> groups) {
            return StepAdvantage.of(Advantages.ofStep(
                    settings, groups.stream().map(Group::totals).toList()));
        }
    }

    /** {@code normalize-then-sum}. All completions have the same reward functions in the same order. */
    record NormalizedFirst(double epsilon) implements StepAdvantages {
        @Override
        public StepAdvantage of(List<Group> groups) {
            double[] weights = StepRewards.weights(groups);
            List<double[][]> values = new ArrayList<>();
            groups.forEach(group -> values.add(StepRewards.values(group, weights.length)));
            double[][] advantages = RewardAggregation.normalizeThenSum(values, weights, epsilon);
            for (double[] ofGroup : advantages) {
                Arrays.setAll(ofGroup, i -> Double.isNaN(ofGroup[i]) ? 0 : ofGroup[i]);
            }
            return StepAdvantage.of(advantages);
        }
    }

    /** Whatever an estimator makes of rewards, lengths and masks. */
    record Estimated(AdvantageEstimator estimator, TruncatedCompletions overlong) implements StepAdvantages {
        @Override
        public StepAdvantage of(List<Group> groups) {
            return estimator.of(StepRewards.groups(groups, overlong));
        }
    }
}
