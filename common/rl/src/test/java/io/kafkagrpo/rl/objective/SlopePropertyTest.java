package io.kafkagrpo.rl.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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
            StepObjective step = StepObjective.of(settings, samples);
            for (int i = 0; i < samples.size(); i++) {
                double[] current = random.near(samples.get(i).behaviour());
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

    /**
     * Terms with a stop-gradient have slopes that are no derivative of their value; they have tests of their own.
     */
    private static boolean isDerivative(ObjectiveSettings settings) {
        boolean straightThrough = settings.klPenalty().isActive()
                && (settings.klPenalty().estimator() == KlEstimator.K1_STRAIGHT_THROUGH
                        || settings.klPenalty().estimator() == KlEstimator.K3_STRAIGHT_THROUGH);
        return !(settings.policyTerm() instanceof Cispo)
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
