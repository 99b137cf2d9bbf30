package io.kafkagrpo.cli.launch;

import io.kafkagrpo.process.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Decides what follows a child's death. Exit codes that mean a mistake of the user's, or what no start mends (a
 * full disk, a model that diverged), end it at once, for another start would end the same. Other deaths are
 * followed by a restart, later each time, until there are too many in a short time, or the same failure comes a
 * third time in a row, at whatever pace. One instance per child.
 */
public final class RestartPolicy {
    private static final Set<Integer> HOPELESS = Set.of(
            ExitCode.USAGE.code(),
            ExitCode.CONFIGURATION.code(),
            ExitCode.DATA.code(),
            ExitCode.MODEL.code(),
            ExitCode.RUN_MISMATCH.code(),
            ExitCode.NUMERICS.code(),
            ExitCode.RESOURCES.code(),
            ExitCode.DIVERGED.code());

    /** What to do after a death. */
    sealed interface Decision {}

    record Restart(Duration delay) implements Decision {}

    /** No further start, for the exit code says why. */
    record Hopeless() implements Decision {}

    record TooManyDeaths(int deaths, Duration window) implements Decision {}

    /** It ended by itself with the same exit code and the same last words as in the lives before. */
    record SameFailure(int deaths) implements Decision {}

    private static final int MOST_EQUAL_FAILURES = 3;
    /** A child that a signal ended: it said nothing of its own accord. */
    private static final int BY_SIGNAL = 128;

    private final int mostDeaths;
    private final Duration window;
    private final Duration firstDelay;
    private final Deque<Instant> deaths = new ArrayDeque<>();
    private String lastFailure = "";
    private int equalFailures;

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

    /**
     * What follows a death.
     *
     * @param exitCode 128 + n is a death by signal n
     * @param lastWords the last line that the child wrote to stderr; may be empty
     */
    Decision afterDeath(int exitCode, String lastWords, Instant now) {
        if (HOPELESS.contains(exitCode)) {
            return new Hopeless();
        }
        countEqual(exitCode, lastWords);
        if (equalFailures >= MOST_EQUAL_FAILURES) {
            return new SameFailure(equalFailures);
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

    /** Numbers such as offsets, ports and times differ from life to life, and don't make another failure. */
    private void countEqual(int exitCode, String lastWords) {
        boolean said = exitCode <= BY_SIGNAL && !lastWords.isBlank();
        String failure = said ? exitCode + " " + lastWords.replaceAll("[0-9]+", "0") : "";
        equalFailures = !said ? 0 : failure.equals(lastFailure) ? equalFailures + 1 : 1;
        lastFailure = failure;
    }
}
