package io.kafkagrpo.learner.step;

import io.kafkagrpo.learner.log.LearnerException;
import io.kafkagrpo.rl.AdvantageMethod;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.Advantages;
import io.kafkagrpo.rl.RewardAggregation;
import io.kafkagrpo.rollout.Group;
import io.kafkagrpo.rollout.Member;
import io.kafkagrpo.rollout.Reward;
import io.kafkagrpo.rollout.Score;
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
    double[][] of(List<Group> groups);

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
        public double[][] of(List<Group> groups) {
            return groups.stream()
                    .map(group -> group.members().stream()
                            .mapToDouble(member -> recorded(group, member))
                            .toArray())
                    .toArray(double[][]::new);
        }

        private static double recorded(Group group, Member member) {
            if (!(member instanceof Member.Scored scored) || !scored.score().hasTotal()) {
                return 0;
            }
            if (!scored.score().hasAdvantage()) {
                throw new LearnerException(
                        "Completion %d of group %s has a reward but no advantage; was it scored with another advantage.estimator?"
                                .formatted(member.index(), group.id()));
            }
            return scored.score().advantage();
        }
    }

    /** The {@code batch} estimator. */
    record OverStep(AdvantageSettings settings) implements StepAdvantages {
        @Override
        public double[][] of(List<Group> groups) {
            return Advantages.ofStep(
                    settings, groups.stream().map(Group::totals).toList());
        }
    }

    /** {@code normalize-then-sum}. All completions have the same reward functions in the same order. */
    record NormalizedFirst(double epsilon) implements StepAdvantages {
        @Override
        public double[][] of(List<Group> groups) {
            double[] weights = weights(groups);
            List<double[][]> values = new ArrayList<>();
            groups.forEach(group -> values.add(values(group, weights.length)));
            double[][] advantages = RewardAggregation.normalizeThenSum(values, weights, epsilon);
            for (double[] ofGroup : advantages) {
                Arrays.setAll(ofGroup, i -> Double.isNaN(ofGroup[i]) ? 0 : ofGroup[i]);
            }
            return advantages;
        }

        private static double[] weights(List<Group> groups) {
            return groups.stream()
                    .flatMap(Group::scored)
                    .map(Member.Scored::score)
                    .filter(Score::hasTotal)
                    .findFirst()
                    .map(score ->
                            score.rewards().stream().mapToDouble(Reward::weight).toArray())
                    .orElse(new double[0]);
        }

        /** [function][member], NaN for a member without a total. */
        private static double[][] values(Group group, int functions) {
            List<Member> members = group.members();
            double[][] values = new double[functions][members.size()];
            for (int k = 0; k < functions; k++) {
                for (int i = 0; i < members.size(); i++) {
                    values[k][i] = members.get(i) instanceof Member.Scored scored
                                    && scored.score().hasTotal()
                            ? scored.score().rewards().get(k).value()
                            : Double.NaN;
                }
            }
            return values;
        }
    }
}
