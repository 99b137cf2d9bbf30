package io.kafkagrpo.record;

import io.kafkagrpo.keep.Keep;
import io.kafkagrpo.keep.Keeping;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a run, by the run's name. The table of docs/architecture.md in code.
 *
 * @param run the run's name, which prefixes every topic
 */
public record Topics(String run) {

    /** Largest chunk of weights in a record, in bytes. */
    public static final int WEIGHT_CHUNK_BYTES = 2 << 20;

    /**
     * Size of the weights topic, in full snapshots. The two newest ones and all after them must stay; the learner
     * lets the deltas after a snapshot grow to its size and one more delta at most, so that is six; retention works
     * by whole segments.
     */
    static final long SNAPSHOTS_KEPT = 7;

    /** A small model's weights all stay, so that one can look back at any version of its run. */
    private static final long LEAST_WEIGHT_BYTES = 512L << 20;

    private static final String STEPS = ".steps";
    private static final String RESCORED = ".rescored-";

    /** Room for keys, headers and the fields around a record's large part, in bytes. */
    private static final int RECORD_OVERHEAD = 64 << 10;

    /** Who looks wants the newest; what is an hour old says nothing any more. */
    private static final Map<String, String> OF_HEARTBEATS = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.RETENTION_MS_CONFIG,
            Long.toString(Duration.ofHours(1).toMillis()),
            TopicConfig.SEGMENT_MS_CONFIG,
            Long.toString(Duration.ofMinutes(10).toMillis()),
            TopicConfig.SEGMENT_BYTES_CONFIG,
            Integer.toString(16 << 20));

    /** Groups of completions to sample, written by the learner. */
    public String prompts() {
        return run + ".prompts";
    }

    /** Finished or failed completions, written by generators. */
    public String completions() {
        return run + ".completions";
    }

    /** Ended groups with rewards and advantages, written by the reward-service. */
    public String scoredGroups() {
        return run + ".scored-groups";
    }

    /** Chunks of snapshots and deltas, written by the learner. */
    public String weights() {
        return run + ".weights";
    }

    /** Where each version's chunks lie, written by the learner. */
    public String weightVersions() {
        return run + ".weight-versions";
    }

    /** The run's events: started, steps, evaluations, finished. */
    public String steps() {
        return run + STEPS;
    }

    /**
     * The run whose topic {@link #steps} has this name; none where it is no such topic. Whether a run may be named
     * so, the caller judges.
     */
    public static Optional<String> runOfSteps(String topic) {
        return topic.endsWith(STEPS)
                ? Optional.of(topic.substring(0, topic.length() - STEPS.length()))
                : Optional.empty();
    }

    /** Records that nobody could parse or score. */
    public String deadLetters() {
        return run + ".dead-letters";
    }

    /** Groups that were scored again under a name, written by {@code grpo rescore}; not among {@link #all}. */
    public String rescored(String name) {
        return run + RESCORED + name;
    }

    /** The name under which groups were scored again into this topic; none where it is no such topic of the run. */
    public Optional<String> rescoredName(String topic) {
        return topic.startsWith(run + RESCORED)
                ? Optional.of(topic.substring(run.length() + RESCORED.length()))
                : Optional.empty();
    }

    /** How each generator is, every few seconds, written by generators; not among {@link #all}. */
    public String heartbeats() {
        return run + ".heartbeats";
    }

    /** The topics that hold the run. What generators say of themselves is none of it, and older runs lack it. */
    public List<String> all() {
        return List.of(prompts(), completions(), scoredGroups(), weights(), weightVersions(), steps(), deadLetters());
    }

    /**
     * How the topics are created where all groups are kept.
     *
     * @param partitions of prompts, completions and scored-groups
     * @param replication of all topics
     * @param largestGroupBytes the largest ScoredGroup that the configuration allows
     * @param fullSnapshotBytes size of a full snapshot of the weights
     */
    public List<NewTopic> definitions(
            int partitions, short replication, int largestGroupBytes, long fullSnapshotBytes) {
        return definitions(
                new Partitions(partitions, partitions),
                replication,
                largestGroupBytes,
                fullSnapshotBytes,
                Keeping.EVERYTHING);
    }

    /**
     * How many partitions topics have that several services share.
     *
     * @param prompts shared by generators: more of these than partitions have no work
     * @param scoring of completions and scored-groups: each is a task of Kafka Streams with stores of its own
     */
    public record Partitions(int prompts, int scoring) {}

    /**
     * How the topics are created.
     *
     * @param replication of all topics
     * @param largestGroupBytes the largest ScoredGroup that the configuration allows
     * @param fullSnapshotBytes size of a full snapshot of the weights
     * @param keeping how much is kept of those topics that can be limited
     */
    public List<NewTopic> definitions(
            Partitions partitions, short replication, int largestGroupBytes, long fullSnapshotBytes, Keeping keeping) {
        GroupTopics groups =
                new GroupTopics(partitions.scoring(), Math.max(1 << 20, largestGroupBytes + RECORD_OVERHEAD));
        Map<String, String> forEver = groups.configuration(new Keep.All());
        return List.of(
                new NewTopic(prompts(), partitions.prompts(), replication).configs(forEver),
                new NewTopic(completions(), partitions.scoring(), replication)
                        .configs(groups.configuration(keeping.completions())),
                new NewTopic(scoredGroups(), partitions.scoring(), replication)
                        .configs(groups.configuration(keeping.scoredGroups())),
                new NewTopic(weights(), 1, replication).configs(ofWeights(fullSnapshotBytes, keeping.weights())),
                new NewTopic(weightVersions(), 1, replication)
                        .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)),
                new NewTopic(steps(), 1, replication).configs(forEver),
                new NewTopic(deadLetters(), 1, replication).configs(forEver),
                new NewTopic(heartbeats(), 1, replication).configs(OF_HEARTBEATS));
    }

    private static Map<String, String> ofWeights(long fullSnapshotBytes, @Nullable Keep keep) {
        long bytes = switch (keep) {
            case null -> Math.max(LEAST_WEIGHT_BYTES, leastWeightBytes(fullSnapshotBytes));
            case Keep.UpTo(long asked) -> Math.max(asked, leastWeightBytes(fullSnapshotBytes));
            case Keep.All _, Keep.For _ -> -1;
        };
        return Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                "-1",
                TopicConfig.RETENTION_BYTES_CONFIG,
                Long.toString(bytes),
                TopicConfig.SEGMENT_BYTES_CONFIG,
                Long.toString(Math.clamp(fullSnapshotBytes / 2, 16L << 20, 1L << 30)),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(WEIGHT_CHUNK_BYTES + RECORD_OVERHEAD));
    }

    /** With fewer bytes of weights a generator might not find the newest full snapshot and all after it. */
    public static long leastWeightBytes(long fullSnapshotBytes) {
        return SNAPSHOTS_KEPT * fullSnapshotBytes;
    }

    /**
     * How a topic of groups that are scored again is created.
     *
     * @param partitions of scored-groups
     * @param largestGroupBytes the largest ScoredGroup that the configuration allows
     */
    public static NewTopic rescoredDefinition(String name, int partitions, short replication, int largestGroupBytes) {
        // Besides the group, its scores of before.
        long bytes = Math.min(Integer.MAX_VALUE, 2L * largestGroupBytes + (1 << 20));
        return new NewTopic(name, partitions, replication)
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        "-1",
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Long.toString(bytes)));
    }

    /**
     * The largest ScoredGroup, in bytes: each completion's ids (5 bytes a token as a varint), log-probabilities (4)
     * and text (up to 16 a token), and the prompt once.
     */
    public static int largestGroupBytes(int groupSize, int maxNewTokens, int maxPromptTokens) {
        return Math.toIntExact(
                Math.min(512L << 20, (long) groupSize * (25L * maxNewTokens + 4096) + 25L * maxPromptTokens + 65536));
    }
}
