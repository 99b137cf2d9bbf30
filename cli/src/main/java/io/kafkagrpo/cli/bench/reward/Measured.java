package io.kafkagrpo.cli.bench.reward;

import java.time.Duration;
import java.util.Locale;

/**
 * How fast completions came out, and what that took, from the first ended group to the last.
 *
 * @param completions of the groups after those that started the clock
 * @param time that passed
 * @param service time of processors that the service took, its compilers and collector included
 * @param command the same of this process: broker and reader
 */
record Measured(int completions, Duration time, Duration service, Duration command) {

    /** A moment, by the clock and by what processors have done. */
    record Moment(long nanos, Duration service, Duration command) {
        static Moment now() {
            return new Moment(
                    System.nanoTime(),
                    ProcessHandle.current()
                            .descendants()
                            .map(Moment::processors)
                            .reduce(Duration.ZERO, Duration::plus),
                    processors(ProcessHandle.current()));
        }

        private static Duration processors(ProcessHandle process) {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }

        Measured until(Moment end, int completions) {
            return new Measured(
                    completions,
                    Duration.ofNanos(end.nanos() - nanos()),
                    end.service().minus(service()),
                    end.command().minus(command()));
        }
    }

    double perSecond() {
        return completions / seconds(time);
    }

    /** Seconds of processors for 100,000 completions, in words. */
    String cost() {
        return String.format(
                Locale.ROOT,
                "100,000 took the service %.1f s of processors, broker and reader %.1f s",
                seconds(service) / completions * 100_000,
                seconds(command) / completions * 100_000);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
