package io.kafkagrpo.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.launch.RestartPolicy.Hopeless;
import io.kafkagrpo.cli.launch.RestartPolicy.Restart;
import io.kafkagrpo.cli.launch.RestartPolicy.SameFailure;
import io.kafkagrpo.cli.launch.RestartPolicy.TooManyDeaths;
import io.kafkagrpo.process.ExitCode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RestartPolicyTest {
    private static final Instant START = Instant.EPOCH;

    private final RestartPolicy policy = new RestartPolicy(3, Duration.ofSeconds(60), Duration.ofMillis(500));

    @Test
    void waitsTwiceAsLongEachTimeAndThenGivesUp() {
        assertThat(policy.afterDeath(137, "", START)).isEqualTo(new Restart(Duration.ofMillis(500)));
        assertThat(policy.afterDeath(137, "", START.plusSeconds(1))).isEqualTo(new Restart(Duration.ofSeconds(1)));
        assertThat(policy.afterDeath(137, "", START.plusSeconds(2)))
                .isEqualTo(new TooManyDeaths(3, Duration.ofSeconds(60)));
    }

    @Test
    void forgetsDeathsOfLongAgo() {
        for (int minutes = 0; minutes < 100; minutes += 2) {
            assertThat(policy.afterDeath(137, "", START.plus(Duration.ofMinutes(minutes))))
                    .isEqualTo(new Restart(Duration.ofMillis(500)));
        }
    }

    @Test
    void endsAfterTheSameFailureThreeTimesInARowAtWhateverPace() {
        assertThat(deathAt(1, 1, "The record at offset 7 is broken.")).isInstanceOf(Restart.class);
        assertThat(deathAt(10, 1, "The record at offset 8 is broken.")).isInstanceOf(Restart.class);
        assertThat(deathAt(90, 1, "The record at offset 9 is broken.")).isEqualTo(new SameFailure(3));
    }

    @Test
    void anotherFailureOrASignalInBetweenBeginsTheCountAnew() {
        assertThat(deathAt(1, 1, "a")).isInstanceOf(Restart.class);
        assertThat(deathAt(10, 1, "a")).isInstanceOf(Restart.class);
        assertThat(deathAt(20, 1, "b")).isInstanceOf(Restart.class);
        assertThat(deathAt(30, 6, "b")).isInstanceOf(Restart.class);
        assertThat(deathAt(40, 6, "b")).isInstanceOf(Restart.class);
        assertThat(deathAt(50, 137, "b")).isInstanceOf(Restart.class);
        assertThat(deathAt(60, 6, "b")).isInstanceOf(Restart.class);
        assertThat(deathAt(70, 6, "b")).isInstanceOf(Restart.class);
        assertThat(deathAt(80, 6, "b")).isEqualTo(new SameFailure(3));
    }

    private RestartPolicy.Decision deathAt(long minutes, int exitCode, String lastWords) {
        return policy.afterDeath(exitCode, lastWords, START.plus(Duration.ofMinutes(minutes)));
    }

    @ParameterizedTest
    @EnumSource(
            value = ExitCode.class,
            names = {"CONFIGURATION", "DATA", "MODEL", "RUN_MISMATCH", "NUMERICS", "RESOURCES", "DIVERGED"})
    void doesNotRepeatAUsersMistake(ExitCode code) {
        assertThat(policy.afterDeath(code.code(), "", START)).isEqualTo(new Hopeless());
    }
}
