package io.kafkagrpo.report.lineage;

import com.google.protobuf.Message;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.PartitionReader;
import io.kafkagrpo.record.PartitionReader.Extent;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunEventReader;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.report.lineage.GroupLineage.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the lineage of groups from a run's topics. What it keeps are the groups that were asked for. */
public final class Lineage implements AutoCloseable {
    /** In place of a prompt's offset, where a group was copied from another run. */
    private static final long NOT_ADMITTED = -1;

    private final PartitionReader reader;
    private final Topics topics;
    private final OwnRecords own;

    /** What is known of a group so far. */
    private static final class Found {
        final PromptGroup prompt;
        final int promptPartition;
        final long promptOffset;
        final Map<Integer, Completion> completions = new LinkedHashMap<>();

        @Nullable
        ScoredGroup scored;

        int scoredPartition = -1;
        long scoredOffset = -1;

        Found(PromptGroup prompt, int promptPartition, long promptOffset) {
            this.prompt = prompt;
            this.promptPartition = promptPartition;
            this.promptOffset = promptOffset;
        }
    }

    private Lineage(PartitionReader reader, Topics topics, OwnRecords own) {
        this.reader = reader;
        this.topics = topics;
        this.own = own;
    }

    /** Connects, and reads what the run's records bear. */
    public static Lineage open(KafkaClients clients, Topics topics) {
        PartitionReader reader = new PartitionReader(clients);
        try {
            RunEventReader judge = new RunEventReader();
            reader.readAll(topics.steps(), judge::readable);
            return new Lineage(reader, topics, new OwnRecords(judge.header()));
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /** The step of that number. */
    public Optional<TrainingStep> step(long number) {
        List<TrainingStep> found = new ArrayList<>();
        reader.eachStep(topics, step -> {
            if (step.getStep() == number) {
                found.add(step);
            }
        });
        return found.stream().findFirst();
    }

    /**
     * The groups whose prompt is wanted, in the order of their admission, partition by partition; copied ones at
     * the end.
     */
    public List<GroupLineage> groups(Predicate<PromptGroup> wanted) {
        Map<String, Found> groups = new LinkedHashMap<>();
        for (Extent extent : reader.extents(topics.prompts())) {
            read(extent, PromptGroup.getDefaultInstance(), (prompt, offset) -> {
                if (wanted.test(prompt)) {
                    groups.putIfAbsent(
                            prompt.getGroupId(),
                            new Found(prompt, extent.partition().partition(), offset));
                }
            });
        }
        for (Extent extent : reader.extents(topics.scoredGroups())) {
            read(extent, ScoredGroup.getDefaultInstance(), (scored, offset) -> {
                if (scored.hasOrigin() && wanted.test(scored.getPrompt())) {
                    groups.putIfAbsent(
                            scored.getPrompt().getGroupId(),
                            new Found(scored.getPrompt(), extent.partition().partition(), NOT_ADMITTED));
                }
                Found group = groups.get(scored.getPrompt().getGroupId());
                if (group != null && group.scored == null) {
                    group.scored = scored;
                    group.scoredPartition = extent.partition().partition();
                    group.scoredOffset = offset;
                }
            });
        }
        readOpen(groups);
        Map<String, Decision> decisions = decisions(groups::containsKey);
        return groups.entrySet().stream()
                .map(group -> lineage(group.getValue(), decisions.get(group.getKey())))
                .toList();
    }

    /** Completions of groups without an end; where all have ended the topic isn't read. */
    private void readOpen(Map<String, Found> groups) {
        if (groups.values().stream().allMatch(group -> group.scored != null)) {
            return;
        }
        for (Extent extent : reader.extents(topics.completions())) {
            read(extent, Completion.getDefaultInstance(), (completion, offset) -> {
                Found group = groups.get(completion.getPrompt().getGroupId());
                if (group != null && group.scored == null) {
                    group.completions.putIfAbsent(completion.getIndex(), completion);
                }
            });
        }
    }

    /** What steps made of the groups whose id is wanted. */
    public Map<String, Decision> decisions(Predicate<String> wanted) {
        Map<String, Decision> decisions = new HashMap<>();
        reader.eachStep(topics, step -> {
            for (GroupReference used : step.getUsedList()) {
                if (wanted.test(used.getGroupId())) {
                    decisions.put(
                            used.getGroupId(),
                            new GroupLineage.Used(step.getStep(), step.getVersionIn(), step.getVersionOut()));
                }
            }
            for (DroppedGroup dropped : step.getDroppedList()) {
                if (wanted.test(dropped.getGroup().getGroupId())) {
                    decisions.put(
                            dropped.getGroup().getGroupId(),
                            new GroupLineage.Dropped(step.getStep(), dropped.getReason()));
                }
            }
        });
        return decisions;
    }

    private static GroupLineage lineage(Found group, @Nullable Decision decision) {
        return new GroupLineage(
                group.prompt,
                group.promptPartition,
                group.promptOffset,
                List.copyOf(group.completions.values()),
                group.scored,
                group.scoredPartition,
                group.scoredOffset,
                decision);
    }

    /** Every ended group that can be read, partition by partition in order; for whoever looks for some of them. */
    public void eachScoredGroup(Consumer<ScoredGroup> sink) {
        eachGroupOf(topics.scoredGroups(), sink);
    }

    /** Every group that was scored again under a name. */
    public void eachRescoredGroup(String name, Consumer<ScoredGroup> sink) {
        eachGroupOf(topics.rescored(name), sink);
    }

    /** Under which names groups were scored again. */
    public List<String> rescoredNames() {
        return reader.topics().stream()
                .flatMap(topic -> topics.rescoredName(topic).stream())
                .sorted()
                .toList();
    }

    private void eachGroupOf(String topic, Consumer<ScoredGroup> sink) {
        for (Extent extent : reader.extents(topic)) {
            read(extent, ScoredGroup.getDefaultInstance(), (scored, offset) -> sink.accept(scored));
        }
    }

    /** What takes a record and its offset. */
    @FunctionalInterface
    private interface Placed<T> {
        void take(T message, long offset);
    }

    private <T extends Message> void read(Extent extent, T kind, Placed<? super T> sink) {
        reader.read(
                extent, entry -> own.readable(kind, entry).ifPresent(message -> sink.take(message, entry.offset())));
    }

    @Override
    public void close() {
        reader.close();
    }
}
