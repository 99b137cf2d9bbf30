package io.kafkagrpo.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.rl.GroupFilter.Decision;
import io.kafkagrpo.rl.GroupFilter.Drop;
import io.kafkagrpo.rl.GroupFilter.Ending;
import io.kafkagrpo.rl.GroupFilter.Keep;
import io.kafkagrpo.rl.GroupFilter.ZeroVariance;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GroupFilterTest {
    private static final Decision KEEP = new Keep();
    private static final double NAN = Double.NaN;

    static Stream<Arguments> arrivals() {
        return Stream.of(
                arrival(ZeroVariance.DROP, Ending.COMPLETE, KEEP, 1, 0),
                arrival(ZeroVariance.DROP, Ending.COMPLETE, KEEP, 1, 0, NAN),
                arrival(ZeroVariance.DROP, Ending.COMPLETE, new Drop(DropReason.ZERO_VARIANCE), 1, 1),
                arrival(ZeroVariance.KEEP, Ending.COMPLETE, KEEP, 1, 1),
                arrival(ZeroVariance.KEEP, Ending.COMPLETE, new Drop(DropReason.TOO_FEW_REWARDS), 1, NAN),
                arrival(ZeroVariance.DROP, Ending.COMPLETE, new Drop(DropReason.TOO_FEW_REWARDS), 1, NAN),
                arrival(ZeroVariance.KEEP, Ending.COMPLETE, KEEP, 1),
                arrival(ZeroVariance.DROP, Ending.COMPLETE, new Drop(DropReason.ZERO_VARIANCE), 1),
                arrival(ZeroVariance.KEEP, Ending.COMPLETE, new Drop(DropReason.TOO_FEW_REWARDS), NAN),
                arrival(ZeroVariance.KEEP, Ending.COMPLETE, new Drop(DropReason.TOO_FEW_REWARDS)),
                // one of four that came in time: as the reward-service said, whatever is left of it
                arrival(ZeroVariance.KEEP, Ending.FAILED, new Drop(DropReason.FAILED), 1),
                arrival(ZeroVariance.DROP, Ending.FAILED, new Drop(DropReason.FAILED)));
    }

    private static Arguments arrival(ZeroVariance zeroVariance, Ending ending, Decision expected, double... rewards) {
        return Arguments.of(zeroVariance, ending, rewards, expected);
    }

    @ParameterizedTest
    @MethodSource("arrivals")
    void aGroupThatArrivesIsJudgedByItsEndAndItsRewards(
            ZeroVariance zeroVariance, Ending ending, double[] rewards, Decision expected) {
        assertThat(new GroupFilter(2, zeroVariance).onArrival(ending, rewards)).isEqualTo(expected);
    }

    @Test
    void aStepTakesGroupsThatLagByAtMostTheBound() {
        GroupFilter filter = new GroupFilter(2, ZeroVariance.KEEP);
        assertThat(filter.forStep(7, 7)).isEqualTo(KEEP);
        assertThat(filter.forStep(7, 5)).isEqualTo(KEEP);
        assertThat(filter.forStep(7, 4)).isEqualTo(new Drop(DropReason.STALE));
        assertThatThrownBy(() -> new GroupFilter(-1, ZeroVariance.KEEP)).hasMessageContaining("-1 must be 0 or more");
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
