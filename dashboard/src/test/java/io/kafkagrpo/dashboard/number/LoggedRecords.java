package io.kafkagrpo.dashboard.number;

import io.kafkagrpo.dashboard.text.Numbers;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.PartitionReader;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.VersionRun;
import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import io.kafkagrpo.record.check.LoggedChecksum;
import io.kafkagrpo.report.lineage.GroupLineage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A run's weight versions, dead letters and generators, as its topics and {@code grpo trace} tell them. */
record LoggedRecords(List<Announced> versions, List<DeadLetter> dead) {
    private static final int NEWEST_VERSIONS = 12;

    /** A version, and when its record was written. */
    record Announced(WeightVersion version, long atMs) {}

    static LoggedRecords of(KafkaClients clients, Topics topics, RunHeader header) {
        List<Announced> versions = new ArrayList<>();
        List<DeadLetter> dead = new ArrayList<>();
        OwnRecords own = new OwnRecords(header);
        try (PartitionReader reader = new PartitionReader(clients)) {
            reader.readAll(
                    topics.weightVersions(),
                    entry -> own.readable(WeightVersion.getDefaultInstance(), entry)
                            .ifPresent(version -> versions.add(new Announced(version, entry.timestamp()))));
            reader.readAll(
                    topics.deadLetters(),
                    entry ->
                            own.readable(DeadLetter.getDefaultInstance(), entry).ifPresent(dead::add));
        }
        return new LoggedRecords(versions, dead);
    }

    /** Completions of ended groups. */
    long members(List<GroupLineage> groups) {
        return scored(groups).count();
    }

    Map<String, String> versionRows() {
        Map<String, String> figures = new TreeMap<>();
        for (Announced each : versions.subList(Math.max(0, versions.size() - NEWEST_VERSIONS), versions.size())) {
            WeightVersion version = each.version();
            boolean delta = version.getKind() == WeightKind.DELTA;
            String row = "versions/version %d/".formatted(version.getVersion());
            figures.put(row + "kind", delta ? "delta to %d".formatted(version.getBaseVersion()) : "full");
            figures.put(row + "bytes", Numbers.bytes(version.getPayloadBytes()));
            figures.put(row + "changed", delta ? Numbers.grouped(version.getChangedValues()) : "all");
            figures.put(row + "checksum", LoggedChecksum.ofWeights(version).toString());
            figures.put(row + "step", Long.toString(version.getStep()));
            figures.put(row + "published", Numbers.time(each.atMs()));
        }
        return figures;
    }

    Map<String, String> generatorRows(List<GroupLineage> groups) {
        Map<String, List<ScoredCompletion>> byName = new HashMap<>();
        scored(groups)
                .forEach(member -> byName.computeIfAbsent(member.getGeneratorId(), _ -> new ArrayList<>())
                        .add(member));
        Map<String, String> figures = new TreeMap<>();
        byName.forEach((name, members) -> {
            String row = "generators/generator %s/".formatted(name);
            figures.put(row + "completions", Numbers.grouped(members.size()));
            figures.put(
                    row + "tokens",
                    Numbers.grouped(members.stream()
                            .mapToLong(member -> member.getFinished().getTokenIdsCount())
                            .sum()));
            figures.put(
                    row + "newest version",
                    Long.toString(members.stream()
                            .flatMap(member -> member.getFinished().getVersionsList().stream())
                            .mapToLong(VersionRun::getVersion)
                            .max()
                            .orElse(-1)));
            figures.put(
                    row + "first",
                    Numbers.time(members.stream()
                            .mapToLong(ScoredCompletion::getStartedAtMs)
                            .min()
                            .orElseThrow()));
            figures.put(
                    row + "last",
                    Numbers.time(members.stream()
                            .mapToLong(ScoredCompletion::getFinishedAtMs)
                            .max()
                            .orElseThrow()));
        });
        return figures;
    }

    Map<String, String> deadRows() {
        Map<String, String> figures = new TreeMap<>();
        for (DeadLetter letter : dead) {
            String row = "dead/dead letter %s-%d, offset %d/"
                    .formatted(letter.getTopic(), letter.getPartition(), letter.getOffset());
            figures.put(row + "found by", letter.getService());
            figures.put(row + "why", letter.getErrorMessage());
            figures.put(row + "when", Numbers.time(letter.getAtMs()));
        }
        return figures;
    }

    private static Stream<ScoredCompletion> scored(List<GroupLineage> groups) {
        return groups.stream()
                .flatMap(group -> Stream.ofNullable(group.scored()))
                .flatMap(scored -> scored.getCompletionsList().stream());
    }
}
