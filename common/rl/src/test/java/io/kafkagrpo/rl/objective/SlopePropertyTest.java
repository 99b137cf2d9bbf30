package io.kafkagrpo.rl.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.rl.objective.correction.StackedCorrection;
import io.kafkagrpo.rl.objective.ratio.KlEstimator;
import io.kafkagrpo.rl.objective.ratio.RatioLevel;
import io.kafkagrpo.rl.objective.term.PolicyTerm;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Closed-form slopes against central finite differences, on seeded random objectives with extremes. */
class SlopePropertyTest {
    private static final int CASES = 10_000;
    private static final double STEP = 1.0e-6;

    @Test
    void slopesAreFiniteAndEqualFiniteDifferences() {
        long compared = 0;
        long kinks = 0;
        for (long seed = 0; seed < CASES; seed++) {
            // Given
            RandomObjective random = new RandomObjective(seed);
            ObjectiveSettings settings = random.settings();
            List<Sample> samples = random.samples();
            double[][] policy = random.current(samples);
            StepObjective step = random.step(settings, samples, policy);
            for (int i = 0; i < samples.size(); i++) {
                double[] current = policy[i];
                // When
                SampleLoss loss = step.sample(i, current);
                // Then
                assertThat(loss.loss()).as("loss, seed %d", seed).isFinite();
                for (int t = 0; t < current.length; t++) {
                    assertThat(loss.slopes()[t]).as("slope, seed %d", seed).isFinite();
                    if (!samples.get(i).counts(t)) {
                        assertThat(loss.slopes()[t])
                                .as("uncounted, seed %d", seed)
                                .isZero();
                    }
                }
                assertThat(loss.metrics().effectiveSampleSize()).isBetween(0.0, 1.0);
                if (isDerivative(settings)) {
                    Differences differences = compare(step, i, current, loss, seed);
                    compared += differences.compared();
                    kinks += differences.kinks();
                }
            }
        }
        assertThat(compared).as("slopes compared with finite differences").isGreaterThan(20_000);
        assertThat(kinks).as("slopes left out at a kink of the loss").isLessThan(compared / 100);
    }

    @Test
    void slopesByEntropyAreFiniteAndTheLossIsLinearInThem() {
        long compared = 0;
        for (long seed = 0; seed < CASES; seed++) {
            // Given an objective, and the same with an entropy bonus
            RandomObjective random = new RandomObjective(seed);
            ObjectiveSettings settings = random.settings();
            List<Sample> samples = random.samples();
            double[][] policy = random.current(samples);
            EntropyBonus bonus = random.bonus();
            StepObjective plain = new RandomObjective(-seed).step(settings, samples, policy);
            StepObjective step = new RandomObjective(-seed).step(settings.with(bonus), samples, policy);
            for (int i = 0; i < samples.size(); i++) {
                double[] entropies = random.entropies(policy[i].length);
                // When
                SampleLoss without = plain.sample(i, policy[i], entropies);
                SampleLoss with = step.sample(i, policy[i], entropies);
                // Then the slopes by log-probability are the same, to the bit
                assertThat(with.slopes()).isEqualTo(without.slopes());
                assertThat(without.entropySlopes()).isNull();
                if (!bonus.isOn()) {
                    assertThat(with.entropySlopes()).isNull();
                    continue;
                }
                // And what the bonus adds is what its slopes say
                double[] slopes = Objects.requireNonNull(with.entropySlopes());
                double added = 0.0;
                for (int t = 0; t < slopes.length; t++) {
                    assertThat(slopes[t]).as("slope by entropy, seed %d", seed).isFinite();
                    if (!samples.get(i).counts(t)) {
                        assertThat(slopes[t]).as("uncounted, seed %d", seed).isZero();
                    }
                    added += slopes[t] * entropies[t];
                    compared++;
                }
                assertThat(with.loss() - without.loss())
                        .as("loss, seed %d", seed)
                        .isCloseTo(added, within(1.0e-12 * Math.max(1.0, Math.abs(without.loss()))));
                assertThat(with.metrics().losses().entropy()).isCloseTo(added, within(1.0e-12));
            }
        }
        assertThat(compared).as("slopes by entropy").isGreaterThan(20_000);
    }

    /**
     * Terms with a stop-gradient have slopes that are no derivative of their value; they have tests of their own.
     */
    private static boolean isDerivative(ObjectiveSettings settings) {
        boolean straightThrough = settings.klPenalty().isActive()
                && (settings.klPenalty().estimator() == KlEstimator.K1_STRAIGHT_THROUGH
                        || settings.klPenalty().estimator() == KlEstimator.K3_STRAIGHT_THROUGH);
        boolean moving = settings.correction() instanceof StackedCorrection stack
                && stack.anchor() == StackedCorrection.Anchor.SAMPLER
                && !stack.needsStep();
        return settings.policyTerm().slope() == PolicyTerm.Slope.DERIVATIVE
                && !moving
                && settings.ratioLevel() != RatioLevel.SEQUENCE_TOKEN
                && !straightThrough;
    }

    private record Differences(long compared, long kinks) {}

    private static Differences compare(StepObjective step, int sample, double[] current, SampleLoss loss, long seed) {
        long compared = 0;
        long kinks = 0;
        for (int t = 0; t < current.length; t++) {
            SampleLoss above = step.sample(sample, moved(current, t, STEP));
            SampleLoss below = step.sample(sample, moved(current, t, -STEP));
            double slope = loss.slopes()[t];
            double jump = Math.abs(above.slopes()[t] - below.slopes()[t]);
            if (jump > 1.0e-3 * (Math.abs(above.slopes()[t]) + Math.abs(below.slopes()[t]))) {
                kinks++;
                continue;
            }
            double difference = (above.loss() - below.loss()) / (2.0 * STEP);
            double rounding = 1.0e-15 * Math.abs(loss.loss()) / STEP;
            assertThat(slope)
                    .as("slope of sample %d, token %d, seed %d", sample, t, seed)
                    .isCloseTo(difference, within(1.0e-6 * Math.abs(slope) + 4.0 * rounding + 1.0e-9));
            compared++;
        }
        return new Differences(compared, kinks);
    }

    private static double[] moved(double[] values, int index, double by) {
        double[] moved = values.clone();
        moved[index] += by;
        return moved;
    }
}
