package io.kafkagrpo.cli.past.weights;

import io.kafkagrpo.cli.past.PastRun;
import io.kafkagrpo.cli.past.weights.LoggedVersion.Remains;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.RunEventReader;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * All weight versions that a run has announced, in their order. What is left of them is judged by offsets, not by
 * reading gigabytes: retention deletes chunks from the topic's beginning on.
 */
final class LoggedVersions {
    private final Topics topics;
    private final RunStarted started;
    private final NavigableMap<Long, LoggedVersion> versions;
    /** The first offset of the topic of weights that is still there. */
    private final long begin;

    private LoggedVersions(Topics topics, RunStarted started, NavigableMap<Long, LoggedVersion> versions, long begin) {
        this.topics = topics;
        this.started = started;
        this.versions = versions;
        this.begin = begin;
    }

    /** An announcement and its record's time, or null where that is none of the learner's clock. */
    private record Announcement(
            WeightVersion version, @Nullable Long atMs) {}

    /** When a step was written down, and when its record was sent, behind the announcement of its weights. */
    private record StepTimes(long finishedAtMs, long sentAtMs) {}

    /** @throws CommandFailure if the run has not begun, or has announced no version */
    static LoggedVersions read(PastRun run) {
        Topics topics = run.topics();
        TopicReader reader = new TopicReader(run.clients());
        RunEventReader judge = new RunEventReader();
        List<RunStarted> beginning = new ArrayList<>();
        Map<Long, StepTimes> steps = new HashMap<>();
        reader.readAll(
                topics.steps(),
                entry -> judge.readable(entry).ifPresent(event -> {
                    if (event.hasRunStarted()) {
                        beginning.add(event.getRunStarted());
                    } else if (event.hasTrainingStep()) {
                        add(event, entry, steps);
                    }
                }));
        if (beginning.isEmpty()) {
            throw run.notBegun();
        }
        OwnRecords own = new OwnRecords(RunHeader.of(beginning.getFirst()));
        TreeMap<Long, Announcement> announced = new TreeMap<>();
        reader.readAll(
                topics.weightVersions(),
                entry -> own.readable(WeightVersion.getDefaultInstance(), entry)
                        .ifPresent(version ->
                                announced.put(version.getVersion(), new Announcement(version, clock(entry)))));
        if (announced.isEmpty()) {
            throw run.nothing("weight version");
        }
        return judged(run.clients(), topics, beginning.getFirst(), announced, steps);
    }

    private static void add(StepEvent event, ConsumerRecord<String, byte[]> entry, Map<Long, StepTimes> steps) {
        TrainingStep step = event.getTrainingStep();
        Long sent = clock(entry);
        if (sent != null && step.getFinishedAtMs() > 0) {
            steps.put(step.getVersionOut(), new StepTimes(step.getFinishedAtMs(), sent));
        }
    }

    private static @Nullable Long clock(ConsumerRecord<String, byte[]> entry) {
        return entry.timestampType() == TimestampType.CREATE_TIME ? entry.timestamp() : null;
    }

    private static LoggedVersions judged(
            KafkaClients clients,
            Topics topics,
            RunStarted started,
            NavigableMap<Long, Announcement> announced,
            Map<Long, StepTimes> steps) {
        TopicPartition weights = new TopicPartition(topics.weights(), 0);
        long begin = Long.MAX_VALUE;
        long end = 0;
        // Chunks behind an open transaction are there, though they can't be seen yet.
        try (Consumer<String, byte[]> consumer =
                clients.reader(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted"))) {
            if (consumer.listTopics().containsKey(weights.topic())) {
                begin = consumer.beginningOffsets(List.of(weights)).getOrDefault(weights, 0L);
                end = consumer.endOffsets(List.of(weights)).getOrDefault(weights, 0L);
            }
        }
        TreeMap<Long, LoggedVersion> judged = new TreeMap<>();
        for (Announcement each : announced.values()) {
            WeightVersion version = each.version();
            boolean isThere = version.getFirstOffset() >= begin && version.getLastOffset() < end;
            LoggedVersion base = judged.get(version.getBaseVersion());
            boolean isComplete = version.getKind() == WeightKind.FULL || (base != null && base.isReadable());
            Remains remains = !isThere ? Remains.GONE : isComplete ? Remains.READABLE : Remains.BASE_GONE;
            judged.put(
                    version.getVersion(),
                    new LoggedVersion(version, remains, secondsSent(each, steps.get(version.getVersion()))));
        }
        return new LoggedVersions(topics, started, judged, begin);
    }

    /** A learner that starts again publishes its newest version once more, which tells nothing of its first time. */
    private static @Nullable Double secondsSent(Announcement announcement, @Nullable StepTimes step) {
        Long at = announcement.atMs();
        return at == null || step == null || at > step.sentAtMs() || at < step.finishedAtMs()
                ? null
                : (at - step.finishedAtMs()) / 1e3;
    }

    RunStarted started() {
        return started;
    }

    /** In rising order; at least one. */
    Collection<LoggedVersion> all() {
        return Collections.unmodifiableCollection(versions.values());
    }

    /** Bytes of a full snapshot, which are the model's in bf16; 0 where none was announced, which no learner does. */
    long fullBytes() {
        return versions.values().stream()
                .filter(LoggedVersion::isFull)
                .mapToLong(version -> version.announced().getPayloadBytes())
                .max()
                .orElse(0);
    }

    /** Those whose weights can be read, in rising order. */
    List<LoggedVersion> readable() {
        return versions.values().stream().filter(LoggedVersion::isReadable).toList();
    }

    /**
     * A version whose weights can be read.
     *
     * @param number null for the newest
     * @throws CommandFailure if it was never announced, or is gone; says which there are
     */
    LoggedVersion find(@Nullable Long number) {
        long wanted = number == null ? versions.lastKey() : number;
        LoggedVersion found = versions.get(wanted);
        if (found == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The value '%d' of --version is no weight version of the run '%s', which has announced versions %d to %d."
                            .formatted(wanted, topics.run(), versions.firstKey(), versions.lastKey()));
        }
        if (!found.isReadable()) {
            throw new CommandFailure(
                    ExitCode.DATA,
                    "Weight version %d of the run '%s' can't be read any more, for %s gone from %s; %s."
                            .formatted(
                                    found.number(),
                                    topics.run(),
                                    missing(found),
                                    topics.weights(),
                                    nearest(found.number())));
        }
        return found;
    }

    private String missing(LoggedVersion version) {
        if (begin == Long.MAX_VALUE) {
            return "the topic is";
        }
        return version.remains() == Remains.GONE
                ? "its chunks are"
                : "the chunks of version %d, which it builds on, are".formatted(firstGone(version));
    }

    private long firstGone(LoggedVersion version) {
        LoggedVersion base = versions.get(version.announced().getBaseVersion());
        return base == null || base.remains() != Remains.BASE_GONE || base.number() >= version.number()
                ? version.announced().getBaseVersion()
                : firstGone(base);
    }

    private String nearest(long number) {
        List<LoggedVersion> left = readable();
        return left.stream()
                .min(Comparator.comparingLong(version -> Math.abs(version.number() - number)))
                .map(version -> "the nearest that can be is version %d, of %d to %d"
                        .formatted(
                                version.number(),
                                left.getFirst().number(),
                                left.getLast().number()))
                .orElse("no version of it can be read");
    }

    /** What has to be read for a version that can be: a full snapshot, and the deltas from there on. */
    List<LoggedVersion> wayTo(LoggedVersion target) {
        List<LoggedVersion> way = new ArrayList<>(List.of(target));
        while (!way.getFirst().isFull()) {
            long base = way.getFirst().announced().getBaseVersion();
            way.addFirst(Objects.requireNonNull(versions.get(base), "what can be read has all that it builds on"));
        }
        return way;
    }
}
