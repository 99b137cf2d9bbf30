package io.kafkagrpo.settings;

import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.AdvantageSettings.Estimator;
import io.kafkagrpo.rl.AdvantageSettings.SingleMember;
import io.kafkagrpo.rl.advantage.AdvantageEstimator;
import io.kafkagrpo.rl.advantage.AdvantageMethod;
import io.kafkagrpo.rl.advantage.BestOfGroup;
import io.kafkagrpo.rl.advantage.DifficultyWeight;
import io.kafkagrpo.rl.advantage.Gdpo;
import io.kafkagrpo.rl.advantage.Gpg;
import io.kafkagrpo.rl.advantage.GroupRelative;
import io.kafkagrpo.rl.advantage.LengthShaping;
import io.kafkagrpo.rl.advantage.MaxRl;
import io.kafkagrpo.rl.advantage.Opo;
import io.kafkagrpo.rl.advantage.ReinforcePlusPlus;
import io.kafkagrpo.rl.advantage.ReinforcePlusPlusBaseline;
import io.kafkagrpo.rl.advantage.WithoutEmpty;
import org.jspecify.annotations.Nullable;

/** Reads how rewards become advantages. */
final class AdvantageFromSettings {
    private AdvantageFromSettings() {}

    static AdvantageMethod method(RunSettings settings) {
        boolean shaped = settings.get(AdvantageKeys.LENGTH_OUTPUT) > 0
                || settings.get(AdvantageKeys.LENGTH_INPUT) > 0
                || settings.get(AdvantageKeys.LENGTH_TURNS) > 0;
        boolean leftOut = settings.get(AdvantageKeys.EMPTY_COMPLETIONS) == AdvantageKeys.EmptyCompletions.LEFT_OUT;
        boolean weighted = settings.get(AdvantageKeys.DIFFICULTY);
        @Nullable Estimator plain = settings.get(Keys.ADVANTAGE_ESTIMATOR).plain();
        AdvantageMethod.Aggregation aggregation = settings.get(Keys.ADVANTAGE_AGGREGATION);
        boolean whitens = aggregation == AdvantageMethod.Aggregation.NORMALIZE_THEN_WHITEN;
        if (plain != null && !whitens && !shaped && !leftOut && !weighted) {
            return AdvantageMethod.of(relative(settings, plain), aggregation);
        }
        AdvantageEstimator estimator =
                whitens ? new Gdpo(settings.get(Keys.ADVANTAGE_EPSILON)) : estimator(settings, plain);
        if (shaped) {
            estimator = new LengthShaping(
                    settings.get(AdvantageKeys.LENGTH_OUTPUT),
                    settings.get(AdvantageKeys.LENGTH_INPUT),
                    settings.get(AdvantageKeys.LENGTH_TURNS),
                    estimator);
        }
        if (weighted) {
            estimator = new DifficultyWeight(
                    settings.get(AdvantageKeys.DIFFICULTY_LEAST),
                    settings.get(AdvantageKeys.DIFFICULTY_MOST),
                    settings.get(AdvantageKeys.DIFFICULTY_STEEPNESS),
                    settings.get(AdvantageKeys.DIFFICULTY_CENTRE),
                    estimator);
        }
        return new AdvantageMethod.Estimated(leftOut ? new WithoutEmpty(estimator) : estimator);
    }

    private static AdvantageSettings relative(RunSettings settings, Estimator estimator) {
        return new AdvantageSettings(
                estimator, settings.get(Keys.ADVANTAGE_EPSILON), settings.get(Keys.ADVANTAGE_SINGLE_MEMBER));
    }

    private static AdvantageEstimator estimator(RunSettings settings, @Nullable Estimator plain) {
        if (plain != null) {
            return new GroupRelative(relative(settings, plain));
        }
        SingleMember single = settings.get(Keys.ADVANTAGE_SINGLE_MEMBER);
        return switch (settings.get(Keys.ADVANTAGE_ESTIMATOR)) {
            case REINFORCE_PLUS_PLUS ->
                new ReinforcePlusPlus(settings.get(AdvantageKeys.GAMMA), settings.get(AdvantageKeys.GAP));
            case REINFORCE_PLUS_PLUS_BASELINE -> new ReinforcePlusPlusBaseline(single);
            case OPO -> new Opo(single);
            case GPG -> new Gpg(single);
            case BEST_OF_GROUP ->
                new BestOfGroup(settings.get(AdvantageKeys.LEAD_SCALE), settings.get(Keys.ADVANTAGE_EPSILON));
            case MAX_RL -> new MaxRl(settings.get(AdvantageKeys.MEAN_EPSILON), single);
            case GROUP, GROUP_MEAN, BATCH, LEAVE_ONE_OUT -> throw new IllegalStateException("handled above");
        };
    }
}
