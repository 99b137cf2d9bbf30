package io.kafkagrpo.task.reward;

import io.kafkagrpo.task.answer.EvaluationMatch;
import io.kafkagrpo.task.text.NearestName;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether a completion counts as right in an evaluation. */
@FunctionalInterface
public interface AnswerCheck {

    /** Right or wrong; null where that can't be told, for the problem has no answer or the function no value. */
    @Nullable
    Boolean isCorrect(ScoringInput input);

    /** By one of the rules that only evaluations have. */
    static AnswerCheck of(EvaluationMatch match) {
        return input -> input.referenceAnswer() == null
                ? null
                : (Boolean) match.isCorrect(input.text(), input.referenceAnswer());
    }

    /**
     * By a rule's name, or by a reward function's: right is then what gets at least a value.
     *
     * @param parameters of the reward function
     * @param atLeast the least value that is right
     * @throws RewardConfigurationException naming what is unknown, missing or wrong
     */
    static AnswerCheck of(String name, Map<String, String> parameters, double atLeast, RewardRegistry registry) {
        for (EvaluationMatch match : EvaluationMatch.values()) {
            if (nameOf(match).equals(name)) {
                if (!parameters.isEmpty()) {
                    throw new RewardConfigurationException(
                            "The evaluation's match \"%s\" takes no settings, but has %s."
                                    .formatted(name, String.join(", ", new TreeSet<>(parameters.keySet()))));
                }
                return of(match);
            }
        }
        if (!registry.names().contains(name)) {
            Set<String> known = Stream.concat(
                            Stream.of(EvaluationMatch.values()).map(AnswerCheck::nameOf), registry.names().stream())
                    .collect(Collectors.toSet());
            throw new RewardConfigurationException("There is no evaluation.match \"%s\"; known are %s."
                    .formatted(name, String.join(", ", NearestName.sorted(name, known))));
        }
        RewardFunction function = registry.create(name, parameters);
        if (function instanceof SlowReward slow) {
            slow.close();
            throw new RewardConfigurationException(
                    "evaluation.match \"%s\" asks a process or a server, and evaluations don't wait for one; give a built-in function."
                            .formatted(name));
        }
        return input -> {
            try {
                double value = function.score(input);
                return Double.isFinite(value) ? (Boolean) (value >= atLeast) : null;
            } catch (RewardException noValue) {
                return null;
            }
        };
    }

    /** Whether a name is that of a rule which only evaluations have, or have in their own way. */
    static boolean isRule(String name) {
        return Stream.of(EvaluationMatch.values())
                .anyMatch(match -> nameOf(match).equals(name));
    }

    private static String nameOf(EvaluationMatch match) {
        return match.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
