package io.kafkagrpo.rl.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.AdvantageSettings.Estimator;
import io.kafkagrpo.rl.AdvantageSettings.SingleMember;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdvantageEstimatorTest {
    private static final double NAN = Double.NaN;
    private static final GroupRelative MEAN =
            new GroupRelative(new AdvantageSettings(Estimator.GROUP_MEAN, 1e-4, SingleMember.ZERO));

    static Stream<Arguments> groups() {
        double lead = 1.0 / (Math.sqrt(1.0 / 3.0) + 1e-4);
        return Stream.of(
                Arguments.of(new Opo(SingleMember.ZERO), new double[] {1, 0, NAN}, new double[] {2 / 3.0, -1 / 3.0, 0}),
                Arguments.of(new Opo(SingleMember.ZERO), new double[] {1, NAN, NAN}, new double[] {0, 0, 0}),
                Arguments.of(new Opo(SingleMember.REWARD), new double[] {5, NAN, NAN}, new double[] {5, 0, 0}),
                Arguments.of(new Gpg(SingleMember.ZERO), new double[] {1, 0, NAN}, new double[] {1, -1, 0}),
                Arguments.of(
                        new BestOfGroup(BestOfGroup.Scale.NONE, 1e-4), new double[] {1, 3, 3}, new double[] {0, 0, 0}),
                Arguments.of(
                        new BestOfGroup(BestOfGroup.Scale.NONE, 1e-4), new double[] {1, NAN, 3}, new double[] {0, 0, 2
                        }),
                Arguments.of(
                        new BestOfGroup(BestOfGroup.Scale.STANDARD_DEVIATION, 1e-4),
                        new double[] {0, 1, 0},
                        new double[] {0, lead, 0}),
                Arguments.of(
                        new BestOfGroup(BestOfGroup.Scale.NONE, 1), new double[] {NAN, 4, NAN}, new double[] {0, 0, 0}),
                Arguments.of(new MaxRl(0, SingleMember.ZERO), new double[] {1, 0, 0}, new double[] {2, -1, -1}),
                Arguments.of(new MaxRl(0, SingleMember.ZERO), new double[] {0, 0, 0}, new double[] {0, 0, 0}),
                Arguments.of(new MaxRl(0, SingleMember.ZERO), new double[] {-1, 1, -3}, new double[] {0, 0, 0}),
                Arguments.of(new MaxRl(1, SingleMember.ZERO), new double[] {2, 0, 1}, new double[] {0.5, -0.5, 0}),
                // Lengths are 1, 2 and 3 tokens, the mean reward 1: r' = 2/3, 1/3, 0 less 1/3 each
                Arguments.of(
                        new LengthShaping(1, 0, 0, MEAN), new double[] {1, 1, 1}, new double[] {1 / 3.0, 0, -1 / 3.0}),
                Arguments.of(
                        new DifficultyWeight(1, 3, 0, 0.5, MEAN), new double[] {1, 0, 0.5}, new double[] {1, -1, 0}));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void advantagesOfOneGroup(AdvantageEstimator estimator, double[] rewards, double[] expected) {
        StepAdvantage advantages = estimator.of(List.of(group(rewards, 1, 2, 3)));
        assertThat(advantages.completions()[0]).containsExactly(expected, within(1e-12));
    }

    @Test
    void aHardProblemsRightAnswerAndAnEasyOnesWrongAnswerWeighMost() {
        // Given pass rates of 1/4 and 3/4, and a weight between 0.4 and 1.5
        AdvantageEstimator weighted = new DifficultyWeight(0.4, 1.5, 10, 0.75, MEAN);
        double[][] advantages = weighted.of(List.of(
                        group(new double[] {1, 0, 0, 0}, 1, 1, 1, 1), group(new double[] {1, 1, 1, 0}, 1, 1, 1, 1)))
                .completions();
        double atQuarter = 0.4 + 1.1 / (1 + Math.exp(-5));
        double atThree = 0.4 + 1.1 / 2;
        assertThat(advantages[0][0]).isCloseTo(0.75 * atQuarter, within(1e-12));
        assertThat(advantages[0][1]).isCloseTo(-0.25 * atThree, within(1e-12));
        assertThat(advantages[1][3]).isCloseTo(-0.75 * atQuarter, within(1e-12));
    }

    @Test
    void completionsWithoutTokensStayOutOfTheMean() {
        double[] plain =
                MEAN.of(List.of(group(new double[] {1, 0, 5}, 2, 2, 0))).completions()[0];
        double[] without = new WithoutEmpty(MEAN)
                .of(List.of(group(new double[] {1, 0, 5}, 2, 2, 0)))
                .completions()[0];
        assertThat(plain).containsExactly(-1, -2, 3);
        assertThat(without).containsExactly(0.5, -0.5, 0);
    }

    @Test
    void aGapEndsTheReturnOrCarriesIt() {
        // Given a completion whose second of three tokens does not count, and another that counts whole
        RewardedGroup group = new RewardedGroup(
                new double[] {1, 0},
                new double[0][],
                new double[0],
                new boolean[][] {{true, false, true}, {true, true, true}},
                new int[2],
                new int[2]);
        // When
        double[] resets = new ReinforcePlusPlus(1, ReinforcePlusPlus.Gap.RESETS)
                .of(List.of(group))
                .ofTokens(0, 0);
        StepAdvantage carried = new ReinforcePlusPlus(1, ReinforcePlusPlus.Gap.CARRIES).of(List.of(group));
        double[] discounted = new ReinforcePlusPlus(0.5, ReinforcePlusPlus.Gap.CARRIES)
                .of(List.of(group))
                .ofTokens(0, 0);
        // Then
        assertThat(resets[0]).isLessThan(resets[2]).isNegative();
        assertThat(resets[1]).isZero();
        assertThat(carried.isPerToken()).isFalse();
        assertThat(carried.completions()[0][0]).isPositive();
        assertThat(discounted[0]).isPositive().isLessThan(discounted[2]);
    }

    @Test
    void whitenedAdvantagesHaveMeanZeroAndVarianceOneOverTokensAndNeverNan() {
        SplittableRandom random = new SplittableRandom(5);
        List<AdvantageEstimator> estimators = List.of(
                new ReinforcePlusPlus(1, ReinforcePlusPlus.Gap.CARRIES),
                new ReinforcePlusPlusBaseline(SingleMember.ZERO),
                new Gdpo(1e-6));
        for (int n = 0; n < 300; n++) {
            // Given
            double[] rewards = random.doubles(4, -2, 2).toArray();
            RewardedGroup group = group(rewards, 1 + random.nextInt(9), 1, 3, 2);
            for (AdvantageEstimator estimator : estimators) {
                // When
                double[] advantages = estimator.of(List.of(group)).completions()[0];
                // Then
                double sum = 0;
                double squares = 0;
                int tokens = 0;
                for (int i = 0; i < 4; i++) {
                    sum += group.tokens(i) * advantages[i];
                    squares += group.tokens(i) * advantages[i] * advantages[i];
                    tokens += group.tokens(i);
                }
                assertThat(sum).isCloseTo(0, within(1e-9));
                assertThat(squares / (tokens - 1)).isCloseTo(1, within(1e-4));
            }
        }
        // And without anything to compare, zeros
        for (AdvantageEstimator estimator : estimators) {
            assertThat(estimator.of(List.of(group(new double[] {1, 1}, 2, 2), group(new double[] {NAN, NAN}, 0, 1)))
                            .completions()[1])
                    .containsExactly(0, 0);
        }
    }

    private static RewardedGroup group(double[] rewards, int... lengths) {
        boolean[][] counted = new boolean[rewards.length][];
        for (int i = 0; i < counted.length; i++) {
            counted[i] = new boolean[lengths[i]];
            Arrays.fill(counted[i], true);
        }
        return new RewardedGroup(
                rewards,
                new double[][] {rewards},
                new double[] {1},
                counted,
                new int[rewards.length],
                new int[rewards.length]);
    }
}
