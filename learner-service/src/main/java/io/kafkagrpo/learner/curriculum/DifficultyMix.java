package io.kafkagrpo.learner.curriculum;

import io.kafkagrpo.hash.SplitMix;
import io.kafkagrpo.settings.DataKeys;
import io.kafkagrpo.settings.RunSettings;
import java.util.Optional;

/**
 * How many problems of each class a run asks, and what the classes are.
 *
 * @param easy share of easy problems, 0 to 1
 * @param hard share of hard ones, 0 to 1; what is left to 1 are normal ones
 * @param easyAbove pass rate from which a problem is easy
 * @param hardBelow pass rate below which a problem is hard
 */
public record DifficultyMix(double easy, double hard, double easyAbove, double hardBelow) {

    /** What the keys {@code data.difficulty} say; empty where problems are asked in their seeded order. */
    public static Optional<DifficultyMix> of(RunSettings settings) {
        return DataKeys.hasCurriculum(settings)
                ? Optional.of(new DifficultyMix(
                        settings.find(DataKeys.EASY).orElse(0.0),
                        settings.find(DataKeys.HARD).orElse(0.0),
                        DataKeys.easyAbove(settings),
                        DataKeys.hardBelow(settings)))
                : Optional.empty();
    }

    /** The class of a pass rate; NaN is one that nobody knows. */
    public Difficulty of(double passRate) {
        if (passRate >= easyAbove) {
            return Difficulty.EASY;
        }
        return passRate < hardBelow ? Difficulty.HARD : Difficulty.NORMAL;
    }

    /**
     * The class that the prompt of this position is to have. Multiples of the golden ratio, modulo 1, fill [0, 1)
     * more evenly than chance: any few positions in a row have the shares nearly as they are.
     */
    public Difficulty wanted(long position) {
        double point = SplitMix.unit(position * SplitMix.GOLDEN_GAMMA);
        if (point < easy) {
            return Difficulty.EASY;
        }
        return point >= 1 - hard ? Difficulty.HARD : Difficulty.NORMAL;
    }
}
