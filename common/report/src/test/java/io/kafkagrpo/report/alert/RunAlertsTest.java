package io.kafkagrpo.report.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RunAlertsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Of a run in which all goes well. */
    private static final RunSigns HEALTHY = new RunSigns(
            false,
            MINUTE,
            MINUTE,
            0.5,
            0,
            Share.NONE,
            Share.NONE,
            Share.NONE,
            Share.NONE,
            8,
            MINUTE,
            MINUTE,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));

    static Stream<Arguments> signs() {
        Duration quarter = Duration.ofSeconds(901);
        return Stream.of(
                Arguments.of(
                        Alert.NO_NEW_VERSION,
                        signs(quarter, MINUTE, 0.5, 0),
                        signs(quarter, MINUTE.multipliedBy(4), 0.5, 0)),
                Arguments.of(Alert.DEAD_LETTERS, signs(MINUTE, MINUTE, 0.5, 1), HEALTHY),
                Arguments.of(Alert.REWARD_NOT_A_NUMBER, signs(MINUTE, MINUTE, Double.NaN, 0), HEALTHY),
                Arguments.of(
                        Alert.REWARDS_MISSING, shares(of(6), of(0), of(0), of(0)), shares(of(5), of(0), of(0), of(0))),
                Arguments.of(
                        Alert.GROUPS_STALE, shares(of(0), of(21), of(0), of(0)), shares(of(0), of(20), of(0), of(0))),
                Arguments.of(
                        Alert.REWARDS_EQUAL, shares(of(0), of(0), of(81), of(0)), shares(of(0), of(0), of(80), of(0))),
                Arguments.of(
                        Alert.GROUPS_FAIL, shares(of(0), of(0), of(0), of(11)), shares(of(0), of(0), of(0), of(10))),
                Arguments.of(Alert.GENERATOR_STUCK, waiting(8, 601, 1, 1), waiting(0, 601, 1, 1)),
                Arguments.of(Alert.LAG_GROWS, waiting(8, 1, 61, 30), waiting(8, 1, 61, 31)));
    }

    @ParameterizedTest
    @MethodSource("signs")
    void firesAboveItsLimitAlone(Alert alert, RunSigns amiss, RunSigns well) {
        assertThat(RunAlerts.of(amiss)).extracting(RunAlerts.Firing::alert).containsExactly(alert);
        assertThat(RunAlerts.of(well)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void eachHasACase(Alert alert) {
        assertThat(signs().map(arguments -> arguments.get()[0])).contains(alert);
    }

    @Test
    void aFinishedRunIsNotLate() {
        RunSigns late = new RunSigns(
                true,
                Duration.ofDays(3),
                MINUTE,
                0.5,
                0,
                Share.NONE,
                Share.NONE,
                Share.NONE,
                Share.NONE,
                8,
                Duration.ofDays(3),
                MINUTE,
                Duration.ofDays(1),
                MINUTE);
        assertThat(RunAlerts.of(late)).isEmpty();
    }

    @Test
    void saysWhatIsSeen() {
        List<RunAlerts.Firing> firing = RunAlerts.of(shares(of(0), of(30), of(0), of(0)));
        assertThat(firing.getFirst().now()).isEqualTo("30 of 100 (30 %) groups were too old.");
    }

    private static Share of(int part) {
        return new Share(part, 100);
    }

    private static RunSigns signs(Duration versionAge, Duration stepTakes, double reward, long deadLetters) {
        return new RunSigns(
                false,
                versionAge,
                stepTakes,
                reward,
                deadLetters,
                Share.NONE,
                Share.NONE,
                Share.NONE,
                Share.NONE,
                8,
                MINUTE,
                MINUTE,
                MINUTE,
                MINUTE);
    }

    private static RunSigns shares(Share missing, Share stale, Share equal, Share failed) {
        return new RunSigns(
                false, MINUTE, MINUTE, 0.5, 0, missing, stale, equal, failed, 8, MINUTE, MINUTE, MINUTE, MINUTE);
    }

    private static RunSigns waiting(long groups, long sinceSeconds, long scoring, long scoringBefore) {
        return new RunSigns(
                false,
                MINUTE,
                MINUTE,
                0.5,
                0,
                Share.NONE,
                Share.NONE,
                Share.NONE,
                Share.NONE,
                groups,
                Duration.ofSeconds(sinceSeconds),
                MINUTE,
                Duration.ofSeconds(scoring),
                Duration.ofSeconds(scoringBefore));
    }
}
