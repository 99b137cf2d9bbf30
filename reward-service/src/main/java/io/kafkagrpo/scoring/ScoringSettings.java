package io.kafkagrpo.scoring;

import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.rl.AdvantageSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the topology depends on besides the reward functions.
 *
 * @param completions the topic it reads
 * @param scoredGroups the topic in which groups end
 * @param deadLetters the topic of what can't be parsed or scored
 * @param header what the run's records bear
 * @param groupTimeout after a group's first member, it closes without the rest
 * @param largestRecordBytes what the topics take at most
 * @param groupSize members of a training group, for a group of which no member could be read
 * @param evaluationSamples members of an evaluation group, likewise
 * @param inFlight completions of a partition that wait for slow functions, before it is read no further
 * @param advantages how a group's rewards become advantages; null where that needs the whole step, which
 *     the learner has
 */
public record ScoringSettings(
        String completions,
        String scoredGroups,
        String deadLetters,
        RunHeader header,
        Duration groupTimeout,
        int largestRecordBytes,
        int groupSize,
        int evaluationSamples,
        int inFlight,
        @Nullable AdvantageSettings advantages) {

    /** Room for keys, headers and the fields around a record's large part. */
    private static final int ENVELOPE_BYTES = 16 << 10;

    /** The largest message whose record still fits. */
    int largestMessageBytes() {
        return largestRecordBytes - ENVELOPE_BYTES;
    }

    /** How many members a group has if none of them says so. */
    int configuredGroupSize(Purpose purpose) {
        return purpose == Purpose.EVALUATE ? evaluationSamples : groupSize;
    }
}
