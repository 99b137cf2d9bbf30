package io.kafkagrpo.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.rl.GroupFilter.Decision;
import io.kafkagrpo.rl.GroupFilter.Drop;
import io.kafkagrpo.rl.GroupFilter.Reason;
import io.kafkagrpo.rl.GroupFilter.Train;
import io.kafkagrpo.rl.GroupFilter.ZeroVariance;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GroupFilterTest {
    private static final double[] MIXED = {1, 0};
    private static final double[] EQUAL = {1, 1};
    private static final double[] MISSING = {1, Double.NaN};

    static Stream<Arguments> groups() {
        return Stream.of(
                Arguments.of(ZeroVariance.DROP, 7, MIXED, new Train(0)),
                Arguments.of(ZeroVariance.DROP, 5, MIXED, new Train(2)),
                Arguments.of(ZeroVariance.DROP, 4, MIXED, new Drop(Reason.STALE, 3)),
                Arguments.of(ZeroVariance.DROP, 4, EQUAL, new Drop(Reason.STALE, 3)),
                Arguments.of(ZeroVariance.DROP, 7, EQUAL, new Drop(Reason.ZERO_VARIANCE, 0)),
                Arguments.of(ZeroVariance.KEEP, 7, EQUAL, new Train(0)),
                Arguments.of(ZeroVariance.KEEP, 6, MISSING, new Drop(Reason.TOO_FEW_REWARDS, 1)),
                Arguments.of(ZeroVariance.KEEP, 7, new double[] {1}, new Train(0)),
                Arguments.of(ZeroVariance.KEEP, 7, new double[] {Double.NaN}, new Drop(Reason.TOO_FEW_REWARDS, 0)),
                Arguments.of(ZeroVariance.DROP, 7, new double[] {1}, new Drop(Reason.ZERO_VARIANCE, 0)));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void decidesAtStepVersionSevenWithALagOfAtMostTwo(
            ZeroVariance zeroVariance, long oldestToken, double[] rewards, Decision expected) {
        assertThat(new GroupFilter(2, zeroVariance).decide(7, oldestToken, rewards))
                .isEqualTo(expected);
    }

    @Test
    void aTokenFromTheFutureIsRefused() {
        assertThatThrownBy(() -> Staleness.of(3, 4, 1))
                .hasMessage("a token of version 4 can't be trained on by a step that starts from 3");
    }

    @Test
    void stalenessIsCountedFromTheOldestToken() {
        assertThat(Staleness.of(3, 3, 0)).isEqualTo(new Staleness.Fresh(0));
        assertThat(Staleness.of(3, 2, 0)).isEqualTo(new Staleness.Stale(1));
        assertThat(Staleness.of(9, 2, 4).lag()).isEqualTo(7);
    }
}
