package io.kafkagrpo.generator;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a decode step takes at least: a simulation of a larger model on another machine, for experiments with
 * the overlap of sampling and training (docs/staleness.md). The rest of a step's time is waited for, so that the
 * processor is the learner's.
 *
 * @param least zero where nothing is simulated
 */
record SimulatedLatency(Duration least) {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedLatency.class);

    static SimulatedLatency ofMillis(double millis) {
        return new SimulatedLatency(Duration.ofNanos(Math.round(millis * 1e6)));
    }

    /** Says that it is a simulation, where it is one. */
    void announce() {
        if (least.isPositive()) {
            LOG.warn(
                    "SIMULATION: a decode step takes at least {} ms (generator.simulated-token-latency-ms); this run's times are not this machine's",
                    least.toNanos() / 1e6);
        }
    }

    /**
     * Waits for the end of a step; returns at once if it took longer by itself.
     *
     * @param begun when the step began, by {@link System#nanoTime}
     */
    void await(long begun) {
        long end = begun + least.toNanos();
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
