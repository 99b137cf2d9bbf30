package io.kafkagrpo.learner.step;

import io.kafkagrpo.learner.log.LearnerException;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.rl.AdvantageMethod;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.Advantages;
import io.kafkagrpo.rl.RewardAggregation;
import io.kafkagrpo.settings.ObjectiveFromSettings;
import io.kafkagrpo.settings.RunSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The advantages of a step's groups: those that were recorded when each group closed, or, where they depend on all groups of
 * the step, computed here from the recorded rewards. A completion without a total has no advantage that counts.
 */
public sealed interface StepAdvantages {
    /** Per group, in order, one advantage per completion; 0 where the total is missing. */
    double[][] of(List<ScoredGroup> groups);

    /** As the configuration says. */
    static StepAdvantages from(RunSettings settings) {
        return switch (ObjectiveFromSettings.advantages(settings)) {
            case AdvantageMethod.OfGroup _ -> new Recorded();
            case AdvantageMethod.OfStep(AdvantageSettings ofStep) -> new OverStep(ofStep);
            case AdvantageMethod.NormalizedFirst(double epsilon) -> new NormalizedFirst(epsilon);
        };
    }

    /** The reward-service's. */
    record Recorded() implements StepAdvantages {
        @Override
        public double[][] of(List<ScoredGroup> groups) {
            return groups.stream()
                    .map(group -> group.getCompletionsList().stream()
                            .mapToDouble(member -> recorded(group, member))
                            .toArray())
                    .toArray(double[][]::new);
        }

        private static double recorded(ScoredGroup group, ScoredCompletion member) {
            if (member.hasTotal() && !member.hasAdvantage()) {
                throw new LearnerException(
                        "Completion %d of group %s has a reward but no advantage; was it scored with another advantage.estimator?"
                                .formatted(member.getIndex(), group.getPrompt().getGroupId()));
            }
            return member.getAdvantage();
        }
    }

    /** The {@code batch} estimator. */
    record OverStep(AdvantageSettings settings) implements StepAdvantages {
        @Override
        public double[][] of(List<ScoredGroup> groups) {
            return Advantages.ofStep(
                    settings,
                    groups.stream()
                            .map(group -> group.getCompletionsList().stream()
                                    .mapToDouble(member -> member.hasTotal() ? member.getTotal() : Double.NaN)
                                    .toArray())
                            .toList());
        }
    }

    /** {@code normalize-then-sum}. All completions have the same reward functions in the same order. */
    record NormalizedFirst(double epsilon) implements StepAdvantages {
        @Override
        public double[][] of(List<ScoredGroup> groups) {
            double[] weights = weights(groups);
            List<double[][]> values = new ArrayList<>();
            groups.forEach(group -> values.add(values(group, weights.length)));
            double[][] advantages = RewardAggregation.normalizeThenSum(values, weights, epsilon);
            for (double[] ofGroup : advantages) {
                Arrays.setAll(ofGroup, i -> Double.isNaN(ofGroup[i]) ? 0 : ofGroup[i]);
            }
            return advantages;
        }

        private static double[] weights(List<ScoredGroup> groups) {
            return groups.stream()
                    .flatMap(group -> group.getCompletionsList().stream())
                    .filter(ScoredCompletion::hasTotal)
                    .findFirst()
                    .map(member -> member.getRewardsList().stream()
                            .mapToDouble(RewardValue::getWeight)
                            .toArray())
                    .orElse(new double[0]);
        }

        /** [function][member], NaN for a member without a total. */
        private static double[][] values(ScoredGroup group, int functions) {
            List<ScoredCompletion> members = group.getCompletionsList();
            double[][] values = new double[functions][members.size()];
            for (int k = 0; k < functions; k++) {
                for (int i = 0; i < members.size(); i++) {
                    ScoredCompletion member = members.get(i);
                    values[k][i] = member.hasTotal() ? member.getRewards(k).getValue() : Double.NaN;
                }
            }
            return values;
        }
    }
}
