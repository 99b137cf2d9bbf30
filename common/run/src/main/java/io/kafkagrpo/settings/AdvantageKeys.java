package io.kafkagrpo.settings;

import io.kafkagrpo.rl.advantage.BestOfGroup;
import io.kafkagrpo.rl.advantage.ReinforcePlusPlus;

/**
 * More keys under {@code advantage}: what single estimators ask for, and what comes before and after them. Part of
 * {@link Keys#ALL}.
 */
public final class AdvantageKeys {
    private AdvantageKeys() {}

    /** Whether completions without a counted token count in their group. */
    public enum EmptyCompletions {
        COUNTED,
        LEFT_OUT
    }

    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    public static final Key<Double> GAMMA = Key.number(
            "advantage.gamma",
            1,
            1e-6,
            1,
            "reinforce-plus-plus: what is left of the reward one token further from the end");
    public static final Key<ReinforcePlusPlus.Gap> GAP = Key.choice(
            "advantage.gap",
            ReinforcePlusPlus.Gap.CARRIES,
            "reinforce-plus-plus: what a token that does not count does to the return of those before it");
    public static final Key<BestOfGroup.Scale> LEAD_SCALE = Key.choice(
            "advantage.lead-scale",
            BestOfGroup.Scale.STANDARD_DEVIATION,
            "best-of-group: what the best one's lead is divided by");
    public static final Key<Double> MEAN_EPSILON =
            Key.number("advantage.mean-epsilon", 0, 0, NO_LIMIT, "max-rl: added to the group's mean reward");
    public static final Key<EmptyCompletions> EMPTY_COMPLETIONS = Key.choice(
            "advantage.empty-completions",
            EmptyCompletions.COUNTED,
            "whether completions without a counted token count in their group's statistics");

    public static final Key<Double> LENGTH_OUTPUT = Key.number(
            "advantage.length-output",
            0,
            0,
            NO_LIMIT,
            "share of the group's mean reward that its longest completion pays");
    public static final Key<Double> LENGTH_INPUT = Key.number(
            "advantage.length-input",
            0,
            0,
            NO_LIMIT,
            "share of the group's mean reward that the most input tokens cost");
    public static final Key<Double> LENGTH_TURNS = Key.number(
            "advantage.length-turns", 0, 0, NO_LIMIT, "share of the group's mean reward that the most turns cost");

    public static final Key<Boolean> DIFFICULTY = Key.flag(
            "advantage.difficulty", Key.Flag.OFF, "whether a group's advantages are weighted by its pass rate");
    public static final Key<Double> DIFFICULTY_LEAST =
            Key.number("advantage.difficulty-least", 0.4, 0, NO_LIMIT, "difficulty: weight at a high pass rate");
    public static final Key<Double> DIFFICULTY_MOST =
            Key.number("advantage.difficulty-most", 1.5, 0, NO_LIMIT, "difficulty: weight at a low pass rate");
    public static final Key<Double> DIFFICULTY_STEEPNESS =
            Key.number("advantage.difficulty-steepness", 10, 0, NO_LIMIT, "difficulty: how fast the weight falls");
    public static final Key<Double> DIFFICULTY_CENTRE = Key.number(
            "advantage.difficulty-centre", 0.75, 0, 1, "difficulty: pass rate with the weight in the middle");
}
