package io.kafkagrpo.rl;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.rl.AdvantageMethod.Aggregation;
import io.kafkagrpo.rl.AdvantageSettings.Estimator;
import io.kafkagrpo.rl.AdvantageSettings.SingleMember;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdvantageMethodTest {
    @ParameterizedTest
    @EnumSource
    void onlyTheBatchEstimatorLooksBeyondItsGroup(Estimator estimator) {
        AdvantageSettings settings = new AdvantageSettings(estimator, 1e-4, SingleMember.ZERO);
        assertThat(AdvantageMethod.of(settings, Aggregation.SUM_THEN_NORMALIZE))
                .isEqualTo(
                        estimator == Estimator.BATCH
                                ? new AdvantageMethod.OfStep(settings)
                                : new AdvantageMethod.OfGroup(settings));
    }

    @Test
    void functionsThatAreNormalisedFirstNeedTheWholeStep() {
        AdvantageSettings settings = new AdvantageSettings(Estimator.GROUP, 1e-6, SingleMember.ZERO);
        assertThat(AdvantageMethod.of(settings, Aggregation.NORMALIZE_THEN_SUM))
                .isEqualTo(new AdvantageMethod.NormalizedFirst(1e-6));
    }
}
