package io.kafkagrpo.rl.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntropyBonusTest {
    private static final double[] BEHAVIOUR = {-1.0, -0.5, -2.0};
    private static final ObjectiveSettings PLAIN = ObjectiveSettings.grpo(0.2, 0.0);

    @Test
    void theLossRewardsTheMeanEntropyOfCountedTokens() {
        // Given two samples, of which one has two counted tokens and no advantage
        List<Sample> samples = List.of(
                Sample.of(1.0, BEHAVIOUR), Sample.of(0.0, BEHAVIOUR).withMask(new boolean[] {true, true, false}));
        StepObjective step = StepObjective.of(PLAIN.with(EntropyBonus.of(0.5)), samples);
        // When
        SampleLoss loss = step.sample(1, BEHAVIOUR, new double[] {1.0, 3.0, Double.NaN});
        // Then it has a share by the policy term's weights, 1/2 for the sample and 1/2 for each of its tokens
        assertThat(step.needsPass(1)).isTrue();
        assertThat(loss.loss()).isCloseTo(-0.5 * (1.0 + 3.0) / 4, within(1e-15));
        assertThat(loss.entropySlopes()).containsExactly(-0.125, -0.125, 0.0);
        assertThat(loss.slopes()).containsOnly(0.0);
        assertThat(loss.metrics().entropy().mean()).isEqualTo(2.0);
    }

    @Test
    void itMayBeAveragedOtherwiseThanThePolicyTerm() {
        // Given TRL's, which is the mean over all tokens whatever the policy term's is
        EntropyBonus bonus = new EntropyBonus(1.0, null, new Aggregation.TokenMean());
        List<Sample> samples = List.of(Sample.of(1.0, BEHAVIOUR), Sample.of(1.0, new double[] {-1.0}));
        // When
        SampleLoss loss = StepObjective.of(PLAIN.with(bonus), samples).sample(1, new double[] {-1.0}, new double[] {2});
        // Then
        assertThat(loss.entropySlopes()).containsExactly(-0.25);
    }

    @Test
    void aTargetNeedsEverySampleEvenWhereItsCoefficientIsZero() {
        List<Sample> samples =
                List.of(Sample.of(0.0, BEHAVIOUR), Sample.of(0.0, BEHAVIOUR).withoutCountedTokens());
        StepObjective step =
                StepObjective.of(PLAIN.with(new EntropyBonus(0.0, new EntropyTarget(1, 0.1, 1), null)), samples);
        assertThat(step.needsPass(0)).isTrue();
        assertThat(step.needsPass(1)).isFalse();
        assertThat(step.sample(0, BEHAVIOUR, new double[] {1, 2, 3})
                        .metrics()
                        .entropy()
                        .mean())
                .isEqualTo(2.0);
        assertThat(StepObjective.of(PLAIN, samples).needsPass(0)).isFalse();
    }

    @Test
    void entropiesThatAreMissingOrNotFiniteAreRefused() {
        StepObjective step = StepObjective.of(PLAIN.with(EntropyBonus.of(1.0)), List.of(Sample.of(1.0, BEHAVIOUR)));
        assertThatThrownBy(() -> step.sample(0, BEHAVIOUR))
                .hasMessage("sample 0 has 3 tokens, but 0 entropies were given");
        assertThatThrownBy(() -> step.sample(0, BEHAVIOUR, new double[] {1, Double.POSITIVE_INFINITY, 1}))
                .hasMessage("sample 0, token 1: entropy Infinity of the policy");
        assertThatThrownBy(() -> EntropyBonus.of(-1.0)).hasMessage("entropy coefficient -1.0 must be 0 or more");
        assertThatThrownBy(() -> new EntropyTarget(0, 1, 1)).hasMessageContaining("must be above 0");
    }

    /** A target of 1 nat, a step of 0.25, at most 0.6. */
    @ParameterizedTest
    @CsvSource({
        "0.5, 0.9, 0.6, 0.6", // below: up to the maximum, in force
        "0.1, 0.9, 0.35, 0.35",
        "0.5, 1.1, 0.25, 0", // above: down, and not in force
        "0.1, 1.1, 0, 0",
        "0.5, 1, 0.25, 0.25" // at the target: down, and still in force
    })
    void theCoefficientFollowsTheEntropy(double before, double entropy, double after, double inForce) {
        EntropyTarget target = new EntropyTarget(1, 0.25, 0.6);
        EntropyTarget.State begun = target.begin(before);
        assertThat(target.inForce(begun)).isZero();
        // When
        EntropyTarget.State state = target.after(begun, entropy);
        // Then
        assertThat(state.coefficient()).isCloseTo(after, within(1e-15));
        assertThat(state.entropy()).isEqualTo(entropy);
        assertThat(target.inForce(state)).isCloseTo(inForce, within(1e-15));
    }
}
