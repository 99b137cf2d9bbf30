package io.kafkagrpo.report;

import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.DroppedGroups;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.ForkedFrom;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunEventReader;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.RunFinished;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.VersionRun;
import io.kafkagrpo.record.WeightVersion;
import io.kafkagrpo.report.paid.HighestPaid;
import io.kafkagrpo.settings.Keys;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Counts what a run's topics hold. Feed it the topics' records in any order, the events first. */
public final class RunCounts {
    private static final int EDGE_STEPS = 10;

    private final RunEvents events;
    private final OwnRecords own;
    private final RunEventReader judge = new RunEventReader();
    private final Map<String, Long> inputVersionOfUsed = new HashMap<>();
    private final SortedMap<String, Long> dropped = new TreeMap<>();
    private final SortedMap<String, Long> gone = new TreeMap<>();
    private final Set<String> prompts = new HashSet<>();
    private final Set<String> completions = new HashSet<>();
    private final Set<String> scored = new HashSet<>();
    private final Set<Long> versions = new HashSet<>();
    private final HighestPaid paid;
    private long tokensGenerated;
    private long tokensTrained;
    private long maxStaleness;

    RunCounts(RunEvents events) {
        this.events = events;
        this.own = new OwnRecords(events.header());
        RunStarted started = events.started();
        this.paid =
                new HighestPaid(started == null ? 0 : started.getForkedFrom().getStep(), events.lastStep());
        for (TrainingStep step : events.steps()) {
            for (GroupReference group : step.getUsedList()) {
                inputVersionOfUsed.put(group.getGroupId(), step.getVersionIn());
            }
            for (DroppedGroup group : step.getDroppedList()) {
                dropped.merge(DroppedGroups.reason(group).words(), 1L, Long::sum);
            }
        }
    }

    /** Reads all topics of a run and counts. */
    public static RunReport of(RunEvents events, Topics topics, TopicReader reader) {
        RunCounts counts = new RunCounts(events);
        reader.readEvents(topics, counts.judge, _ -> {});
        reader.readAll(topics.prompts(), counts::addPrompt);
        reader.readAll(topics.completions(), counts::addCompletion);
        reader.readAll(topics.scoredGroups(), counts::addScoredGroup);
        reader.readAll(topics.weightVersions(), counts::addWeightVersion);
        for (String topic : List.of(topics.completions(), topics.scoredGroups())) {
            counts.gone(topic, reader.gone(topic));
        }
        return counts.report();
    }

    void addPrompt(ConsumerRecord<String, byte[]> entry) {
        own.readable(PromptGroup.getDefaultInstance(), entry).ifPresent(prompt -> prompts.add(prompt.getGroupId()));
    }

    void addCompletion(ConsumerRecord<String, byte[]> entry) {
        own.readable(Completion.getDefaultInstance(), entry)
                .filter(Completion::hasFinished)
                .ifPresent(completion -> {
                    completions.add(completion.getPrompt().getGroupId() + "/" + completion.getIndex());
                    tokensGenerated += completion.getFinished().getTokenIdsCount();
                });
    }

    void addScoredGroup(ConsumerRecord<String, byte[]> entry) {
        own.readable(ScoredGroup.getDefaultInstance(), entry).ifPresent(this::addScored);
    }

    private void addScored(ScoredGroup group) {
        String id = group.getPrompt().getGroupId();
        Long inputVersion = inputVersionOfUsed.get(id);
        if (scored.add(id)) {
            paid.add(group);
            if (inputVersion != null) {
                addUsed(group.getCompletionsList(), inputVersion);
            }
        }
    }

    void addWeightVersion(ConsumerRecord<String, byte[]> entry) {
        own.readable(WeightVersion.getDefaultInstance(), entry)
                .ifPresent(version -> versions.add(version.getVersion()));
    }

    private void gone(String topic, long offsets) {
        if (offsets > 0) {
            gone.put(topic, offsets);
        }
    }

    private void addUsed(List<ScoredCompletion> members, long inputVersion) {
        for (ScoredCompletion member : members) {
            if (member.hasAdvantage()) {
                Finished finished = member.getFinished();
                tokensTrained += finished.getTokenIdsCount();
                for (VersionRun run : finished.getVersionsList()) {
                    maxStaleness = Math.max(maxStaleness, inputVersion - run.getVersion());
                }
            }
        }
    }

    /** Records that are none of the run's, or not what their topic holds. */
    private long foreignRecords() {
        return judge.passedOver() + own.passedOver();
    }

    RunReport report() {
        List<TrainingStep> steps = events.steps();
        int edge = Math.max(1, Math.min(EDGE_STEPS, steps.size() / 2));
        RunStarted started = events.started();
        RunFinished finished = events.finished();
        List<Evaluation> evaluations = events.evaluations();
        return new RunReport(
                evaluations.isEmpty() ? null : accuracy(evaluations.getFirst()),
                evaluations.isEmpty() ? null : accuracy(evaluations.getLast()),
                meanReward(steps.subList(0, Math.min(edge, steps.size()))),
                meanReward(steps.subList(Math.max(0, steps.size() - edge), steps.size())),
                steps.size(),
                started == null || finished == null
                        ? 0
                        : (finished.getFinishedAtMs() - started.getStartedAtMs()) / 1000.0,
                prompts.size(),
                completions.size(),
                scored.size(),
                inputVersionOfUsed.size(),
                new TreeMap<>(dropped),
                tokensGenerated,
                tokensTrained,
                versions.size(),
                maxStaleness,
                finished == null ? "" : finished.getWeightsSha256(),
                started == null ? null : simulatedLatency(started),
                foreignRecords() == 0 ? null : (Long) foreignRecords(),
                gone.isEmpty() ? null : new TreeMap<>(gone),
                paid.report().orElse(null),
                started == null || !started.hasForkedFrom() ? null : forkPoint(started.getForkedFrom()));
    }

    private static RunReport.ForkPoint forkPoint(ForkedFrom parent) {
        return new RunReport.ForkPoint(parent.getRunId(), parent.getStep());
    }

    private static @Nullable Double simulatedLatency(RunStarted started) {
        String name = Keys.SIMULATED_TOKEN_LATENCY_MS.name();
        double latency = Double.parseDouble(started.getConfigurationOrDefault(name, "0"));
        return latency > 0 ? (Double) latency : null;
    }

    private static @Nullable Double accuracy(Evaluation evaluation) {
        Double accuracy = evaluation.getResultsMap().get(MetricNames.ACCURACY);
        return accuracy == null ? null : (Double) rounded(accuracy);
    }

    private static @Nullable Double meanReward(List<TrainingStep> steps) {
        double[] rewards = steps.stream()
                .map(step -> step.getMetricsMap().get(MetricNames.REWARD))
                .filter(reward -> reward != null && Double.isFinite(reward))
                .mapToDouble(Double::doubleValue)
                .toArray();
        return rewards.length == 0
                ? null
                : (Double) rounded(Arrays.stream(rewards).average().orElseThrow());
    }

    /** Rounded to nine decimals, which removes the binary tails from means of tenths and fifths. */
    private static double rounded(double value) {
        return Math.rint(value * 1e9) / 1e9;
    }
}
