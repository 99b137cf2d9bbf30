package io.kafkagrpo.cli.bench.algorithms;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kafkagrpo.cli.bench.training.TrainingMeasurement;
import io.kafkagrpo.hash.Digest;
import io.kafkagrpo.settings.RunSettings;

/**
 * What one run of the study came to: a line of its file.
 *
 * @param variant the objective's name
 * @param settings hash of all settings that decide what is computed
 * @param load the machine's load average at its end, over a minute
 * @param measured its curve and its clock
 */
record StudiedRun(
        @JsonProperty("variant") String variant,
        @JsonProperty("settings") String settings,
        @JsonProperty("load") double load,
        @JsonProperty("measured") TrainingMeasurement measured) {

    /** Equal for runs that compute the same, wherever their folders and their Kafka are. */
    static String hash(RunSettings settings) {
        return Digest.sha256(settings.shared().toString()).substring(0, 16);
    }

    boolean is(String otherVariant, int maxStaleness, long seed) {
        return variant.equals(otherVariant) && measured.maxStaleness() == maxStaleness && measured.seed() == seed;
    }

    double accuracy() {
        return measured.last().accuracy();
    }
}
