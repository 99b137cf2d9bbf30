package io.kafkagrpo.cli.fork;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.GroupOrigin;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.PartitionReader;
import io.kafkagrpo.record.PartitionReader.Extent;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.VersionRun;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.Advantages;
import io.kafkagrpo.rl.advantage.AdvantageMethod;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.ObjectiveFromSettings;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.task.reward.RewardSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The groups of the parent that a fork may train on too: sampled by weight versions up to the fork's first alone,
 * none of them older than the fork's {@code max-staleness} allows, and scored by the fork's rewards, in the parent
 * itself or again since.
 */
final class PastGroups {
    private final KafkaClients clients;
    private final Topics topics;
    private final ParentLog log;
    private final RunSettings fork;
    private final long version;

    /** @param version the fork's first */
    PastGroups(KafkaClients clients, Topics topics, ParentLog log, RunSettings fork, long version) {
        this.clients = clients;
        this.topics = topics;
        this.log = log;
        this.fork = fork;
        this.version = version;
    }

    /** Where a group lies, and how old it is. */
    private record Found(ScoredGroup group, long oldest) {}

    /**
     * @throws CommandFailure if the fork's objective corrects nothing, so that what is stale would be trained on as
     * if it were fresh
     */
    static void refuseUncorrected(RunSettings fork) {
        if (!ObjectiveFromSettings.objective(fork).correction().corrects()) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "--train-on-past needs an objective that corrects for staleness, and the value of objective.correction is '%s'; set one, such as --set objective.presets=tis."
                            .formatted(fork.resolved().get("objective.correction")));
        }
    }

    /**
     * Copies of them, each with its origin, the oldest first so that none gets too old in waiting.
     *
     * @throws CommandFailure if there is none
     */
    List<ScoredGroup> find() {
        String hash;
        try (RewardSet rewards = fork.configuredRewards().open()) {
            hash = rewards.scoresHash();
        }
        Map<String, Found> found = Map.of();
        try (PartitionReader reader = new PartitionReader(clients)) {
            for (String topic : topics(reader)) {
                Map<String, Found> there = in(reader, topic, hash);
                if (there.size() > found.size()) {
                    found = there;
                }
            }
        }
        if (found.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.DATA,
                    "No group of '%s' was sampled by weight versions %d to %d and scored by the fork's rewards; raise max-staleness, or score the groups again first: ./grpo rescore %s --rewards FILE --into NAME."
                            .formatted(
                                    topics.run(),
                                    Math.max(0, version - fork.get(Keys.MAX_STALENESS)),
                                    version,
                                    topics.run()));
        }
        return found.values().stream()
                .sorted(Comparator.comparingLong(Found::oldest)
                        .thenComparing(past -> past.group().getPrompt().getGroupId()))
                .map(Found::group)
                .toList();
    }

    /** The run's own first, then what was scored again. */
    private List<String> topics(PartitionReader reader) {
        List<String> all = new ArrayList<>(List.of(topics.scoredGroups()));
        reader.topics().stream()
                .filter(name -> topics.rescoredName(name).isPresent())
                .sorted()
                .forEach(all::add);
        return all;
    }

    private Map<String, Found> in(PartitionReader reader, String topic, String hash) {
        Map<String, Found> found = new HashMap<>();
        OwnRecords own = new OwnRecords(RunHeader.of(log.started()));
        Map<String, Long> used = log.used();
        for (Extent extent : reader.extents(topic)) {
            reader.read(
                    extent,
                    entry -> own.readable(ScoredGroup.getDefaultInstance(), entry)
                            .filter(group -> group.getRewardConfigurationHash().equals(hash))
                            .filter(this::qualifies)
                            .ifPresent(group -> {
                                String id = group.getPrompt().getGroupId();
                                GroupOrigin origin = GroupOrigin.newBuilder()
                                        .setRunId(log.started().getRunId())
                                        .setRunHeader(log.started().getRunHeader())
                                        .setTopic(topic)
                                        .setPartition(entry.partition())
                                        .setOffset(entry.offset())
                                        .setTrainedByStep(used.getOrDefault(id, 0L))
                                        .build();
                                found.putIfAbsent(id, new Found(copy(group, origin), oldest(group)));
                            }));
        }
        return found;
    }

    private boolean qualifies(ScoredGroup group) {
        return group.getPrompt().getPurpose() == Purpose.TRAIN
                && group.hasComplete()
                && versions(group).findAny().isPresent()
                && versions(group).allMatch(drawn -> drawn <= version)
                && oldest(group) >= version - fork.get(Keys.MAX_STALENESS);
    }

    private static long oldest(ScoredGroup group) {
        return versions(group).min(Comparator.naturalOrder()).orElse(Long.MIN_VALUE);
    }

    private static Stream<Long> versions(ScoredGroup group) {
        return group.getCompletionsList().stream()
                .flatMap(member -> member.getFinished().getVersionsList().stream())
                .map(VersionRun::getVersion);
    }

    /** With the advantages that the fork's settings give. */
    private ScoredGroup copy(ScoredGroup group, GroupOrigin origin) {
        ScoredGroup.Builder copy = group.toBuilder().setOrigin(origin).clearRescored();
        double[] totals = group.getCompletionsList().stream()
                .mapToDouble(member -> member.hasTotal() ? member.getTotal() : Double.NaN)
                .toArray();
        double[] advantages =
                ObjectiveFromSettings.advantages(fork) instanceof AdvantageMethod.OfGroup(AdvantageSettings ofGroup)
                        ? Advantages.ofGroup(ofGroup, totals)
                        : new double[0];
        for (int i = 0; i < totals.length; i++) {
            ScoredCompletion.Builder member = copy.getCompletionsBuilder(i).clearAdvantage();
            if (advantages.length > 0 && member.hasTotal()) {
                member.setAdvantage(advantages[i]);
            }
        }
        return copy.build();
    }

    /** How many there are, for the person who asked. */
    static String inWords(List<ScoredGroup> past) {
        long trained = past.stream()
                .filter(group -> group.getOrigin().getTrainedByStep() > 0)
                .count();
        return "%d groups of the past qualify; the run that is forked trained on %d of them."
                .formatted(past.size(), trained);
    }
}
