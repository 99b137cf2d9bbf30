package io.kafkagrpo.cli.launch;

import io.kafkagrpo.process.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Decides what follows a child's death. Exit codes that mean a mistake of the user's end it at once, for another start
 * would end the same; other deaths are followed by a restart, later each time, until there are too many in a short time.
 * One instance per child.
 */
public final class RestartPolicy {
    private static final Set<Integer> HOPELESS = Set.of(
            ExitCode.USAGE.code(),
            ExitCode.CONFIGURATION.code(),
            ExitCode.DATA.code(),
            ExitCode.MODEL.code(),
            ExitCode.RUN_MISMATCH.code(),
            ExitCode.NUMERICS.code());

    /** What follows a death. */
    sealed interface Decision {}

    record Restart(Duration delay) implements Decision {}

    /** No further start, for the exit code says why. */
    record Hopeless() implements Decision {}

    record TooManyDeaths(int deaths, Duration window) implements Decision {}

    private final int mostDeaths;
    private final Duration window;
    private final Duration firstDelay;
    private final Deque<Instant> deaths = new ArrayDeque<>();

    /**
     * Creates a policy.
     *
     * @param mostDeaths as many deaths within {@code window} end it
     * @param firstDelay pause before the first restart; doubled for each further death within the window
     */
    RestartPolicy(int mostDeaths, Duration window, Duration firstDelay) {
        this.mostDeaths = mostDeaths;
        this.window = window;
        this.firstDelay = firstDelay;
    }

    public static RestartPolicy standard() {
        return new RestartPolicy(5, Duration.ofMinutes(1), Duration.ofMillis(500));
    }

    Decision afterDeath(int exitCode, Instant now) {
        if (HOPELESS.contains(exitCode)) {
            return new Hopeless();
        }
        deaths.addLast(now);
        while (deaths.getFirst().isBefore(now.minus(window))) {
            deaths.removeFirst();
        }
        if (deaths.size() >= mostDeaths) {
            return new TooManyDeaths(deaths.size(), window);
        }
        return new Restart(firstDelay.multipliedBy(1L << (deaths.size() - 1)));
    }
}
