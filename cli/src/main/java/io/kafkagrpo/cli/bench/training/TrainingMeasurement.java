package io.kafkagrpo.cli.bench.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * One run at one bound of staleness.
 *
 * @param maxStaleness the bound, in versions
 * @param correction {@code objective.correction}
 * @param curve accuracy on held-out problems over the run, in the order of the steps, from the initial to
 *     the last version
 * @param meanStaleness of the groups that were trained on, in versions
 * @param maxStalenessSeen the largest among them
 * @param generatorIdle share of the time in which the generator had nothing to sample
 * @param learnerWaits share of the time in which the learner waited for samples
 */
public record TrainingMeasurement(
        @JsonProperty("max_staleness") int maxStaleness,
        @JsonProperty("seed") long seed,
        @JsonProperty("correction") String correction,
        @JsonProperty("mean_staleness") double meanStaleness,
        @JsonProperty("max_staleness_seen") long maxStalenessSeen,
        @JsonProperty("generator_idle") double generatorIdle,
        @JsonProperty("learner_waits") double learnerWaits,
        @JsonProperty("curve") List<Point> curve) {

    /**
     * What a weight version answers right.
     *
     * @param step that made the version; 0 for the initial model
     * @param seconds of training until it was committed
     * @param accuracy share of the held-out problems
     */
    public record Point(long step, double seconds, double accuracy) {}

    /** The first measured version that answers at least this share right, if there is one. */
    public Optional<Point> firstAt(double accuracy) {
        return curve.stream().filter(point -> point.accuracy() >= accuracy).findFirst();
    }

    /** The last version. */
    public Point last() {
        return curve.getLast();
    }
}
