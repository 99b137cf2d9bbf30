package io.kafkagrpo.record;

import io.kafkagrpo.keep.Keep;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How topics are configured whose records are as large as groups.
 *
 * @param partitions of a topic that is limited
 * @param largestRecordBytes that it takes
 */
record GroupTopics(int partitions, int largestRecordBytes) {
    private static final String NO_LIMIT = "-1";

    /** Kafka deletes whole segments: so much more than asked for stays at most, as a share of it. */
    private static final int SEGMENTS = 8;

    private static final long SMALLEST_SEGMENT = 16L << 20;
    private static final long LARGEST_SEGMENT = 1L << 30;
    private static final Duration SHORTEST_SEGMENT = Duration.ofHours(1);
    private static final Duration LONGEST_SEGMENT = Duration.ofDays(7);

    /** The limits are said whatever they are: a broker may have some of its own, for topics that say nothing. */
    Map<String, String> configuration(Keep keep) {
        Map<String, String> configuration = new HashMap<>(Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                NO_LIMIT,
                TopicConfig.RETENTION_BYTES_CONFIG,
                NO_LIMIT,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(largestRecordBytes)));
        switch (keep) {
            case Keep.All _ -> {}
            case Keep.For(Duration time) -> {
                configuration.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(time.toMillis()));
                configuration.put(
                        TopicConfig.SEGMENT_MS_CONFIG,
                        Long.toString(segment(time).toMillis()));
            }
            case Keep.UpTo(long bytes) -> {
                long ofPartition = Math.max(1, bytes / partitions);
                configuration.put(TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(ofPartition));
                configuration.put(
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        Long.toString(Math.clamp(
                                ofPartition / SEGMENTS,
                                Math.max(SMALLEST_SEGMENT, largestRecordBytes),
                                LARGEST_SEGMENT)));
            }
        }
        return Map.copyOf(configuration);
    }

    private static Duration segment(Duration kept) {
        Duration share = kept.dividedBy(SEGMENTS);
        if (share.compareTo(SHORTEST_SEGMENT) < 0) {
            return SHORTEST_SEGMENT;
        }
        return share.compareTo(LONGEST_SEGMENT) > 0 ? LONGEST_SEGMENT : share;
    }
}
