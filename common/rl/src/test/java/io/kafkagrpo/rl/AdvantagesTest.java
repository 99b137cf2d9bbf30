package io.kafkagrpo.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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

class AdvantagesTest {
    private static final double NAN = Double.NaN;
    private static final double EPSILON = 1.0e-4;

    static Stream<Arguments> groups() {
        double scaled = 1.0 / (Math.sqrt(2.0) + EPSILON);
        return Stream.of(
                Arguments.of(Estimator.GROUP, SingleMember.ZERO, new double[] {2, 0}, new double[] {scaled, -scaled}),
                Arguments.of(
                        Estimator.GROUP, SingleMember.ZERO, new double[] {2, NAN, 0}, new double[] {scaled, 0, -scaled
                        }),
                Arguments.of(Estimator.GROUP, SingleMember.ZERO, new double[] {1, 2, 3}, new double[] {
                    -1 / (1 + EPSILON), 0, 1 / (1 + EPSILON)
                }),
                Arguments.of(Estimator.GROUP_MEAN, SingleMember.ZERO, new double[] {1, 2, 3}, new double[] {-1, 0, 1}),
                Arguments.of(
                        Estimator.LEAVE_ONE_OUT, SingleMember.ZERO, new double[] {1, 2, 3}, new double[] {-1.5, 0, 1.5
                        }),
                Arguments.of(
                        Estimator.LEAVE_ONE_OUT, SingleMember.ZERO, new double[] {1, NAN, 3}, new double[] {-2, 0, 2}),
                Arguments.of(Estimator.GROUP, SingleMember.ZERO, new double[] {0.1, 0.1, 0.1}, new double[] {0, 0, 0}),
                Arguments.of(Estimator.GROUP, SingleMember.ZERO, new double[] {NAN, NAN}, new double[] {0, 0}),
                Arguments.of(Estimator.GROUP, SingleMember.ZERO, new double[] {}, new double[] {}),
                Arguments.of(Estimator.GROUP, SingleMember.ZERO, new double[] {7}, new double[] {0}),
                Arguments.of(Estimator.GROUP, SingleMember.REWARD, new double[] {7}, new double[] {7 / (1 + EPSILON)}),
                Arguments.of(Estimator.GROUP_MEAN, SingleMember.REWARD, new double[] {7}, new double[] {7}),
                Arguments.of(Estimator.LEAVE_ONE_OUT, SingleMember.REWARD, new double[] {NAN, 7}, new double[] {0, 7}));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void advantagesOfOneGroup(Estimator estimator, SingleMember single, double[] rewards, double[] expected) {
        AdvantageSettings settings = new AdvantageSettings(estimator, EPSILON, single);
        assertThat(Advantages.ofGroup(settings, rewards)).containsExactly(expected, within(1e-12));
    }

    @Test
    void aGroupWithoutDifferencesHasAdvantagesOfExactlyZero() {
        // Given a value whose mean over seven is not itself in floating point
        double[] rewards = {0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7};
        // Then
        assertThat(Advantages.isZeroVariance(rewards)).isTrue();
        assertThat(Advantages.ofGroup(AdvantageSettings.GRPO, rewards)).containsOnly(0.0);
        assertThat(Advantages.isZeroVariance(new double[] {0.7, NAN})).isTrue();
        assertThat(Advantages.isZeroVariance(new double[] {0.7, Math.nextUp(0.7)}))
                .isFalse();
    }

    @Test
    void batchEstimatorDividesByTheStandardDeviationOfTheStep() {
        // Given four rewards of the step: 0, 1, 0, 1 with a sample standard deviation of √(1/3)
        AdvantageSettings settings = new AdvantageSettings(Estimator.BATCH, EPSILON, SingleMember.ZERO);
        double expected = 0.5 / (Math.sqrt(1.0 / 3.0) + EPSILON);
        // When
        double[][] advantages =
                Advantages.ofStep(settings, List.of(new double[] {0, 1}, new double[] {NAN, 0, 1}, new double[] {NAN}));
        // Then
        assertThat(advantages[0]).containsExactly(new double[] {-expected, expected}, within(1e-12));
        assertThat(advantages[1]).containsExactly(new double[] {0, -expected, expected}, within(1e-12));
        assertThat(advantages[2]).containsExactly(0.0);
        assertThatThrownBy(() -> Advantages.ofGroup(settings, new double[] {0, 1}))
                .hasMessage("advantage estimator batch needs all groups of a step, not one");
    }

    @Test
    void advantagesOfAGroupSumToZeroAndIgnoreAShift() {
        SplittableRandom random = new SplittableRandom(1);
        for (int n = 0; n < 1_000; n++) {
            // Given
            double[] rewards = random.doubles(2 + random.nextInt(14), -5.0, 5.0).toArray();
            double shift = random.nextDouble(-100.0, 100.0);
            double[] shifted = Arrays.stream(rewards).map(r -> r + shift).toArray();
            for (Estimator estimator : List.of(Estimator.GROUP, Estimator.GROUP_MEAN, Estimator.LEAVE_ONE_OUT)) {
                AdvantageSettings settings = new AdvantageSettings(estimator, EPSILON, SingleMember.ZERO);
                // When
                double[] advantages = Advantages.ofGroup(settings, rewards);
                // Then
                assertThat(Arrays.stream(advantages).sum()).isCloseTo(0.0, within(1e-10));
                assertThat(Advantages.ofGroup(settings, shifted)).containsExactly(advantages, within(1e-9));
            }
        }
    }

    @Test
    void normalizeThenSumGivesEachFunctionTheSameSay() {
        // Given two functions on scales a hundredfold apart, in agreement on the first two of four members
        double[][] group = {{100, 0, 100, 0}, {1, 0, 0, 1}};
        // When
        double[][] advantages =
                RewardAggregation.normalizeThenSum(List.<double[][]>of(group), new double[] {1, 1}, 1e-12);
        // Then where they contradict each other they cancel: totals are in the ratio 1 : −1 : 0 : 0
        double expected = 1.0 / Math.sqrt(2.0 / 3.0);
        assertThat(advantages[0]).containsExactly(new double[] {expected, -expected, 0, 0}, within(1e-9));
    }

    @Test
    void anEpsilonOfZeroIsRefused() {
        assertThatThrownBy(() -> new AdvantageSettings(Estimator.GROUP, 0.0, SingleMember.ZERO))
                .hasMessage("advantage epsilon 0.0 must be above 0");
    }
}
