package io.kafkagrpo.report.audit;

import com.google.protobuf.Message;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.PartitionReader;
import io.kafkagrpo.record.PartitionReader.Extent;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunEventReader;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.UnreadableRecordException;
import io.kafkagrpo.record.WeightVersion;
import io.kafkagrpo.settings.Keys;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Checks the whole log of a run: every prompt ended once, every group in one step or dropped with a reason, steps,
 * versions and checksums without a gap, every chunk of the weights there or replaced by a later snapshot.
 *
 * <p>Works in shares of a large run's groups, so that those kept in memory don't grow with the run: each share
 * reads the topics once. Records that are none of the run's are counted and passed over, as all readers
 * do; so are those among the dead letters.
 */
public final class RunAudit {
    /** So many groups are kept at a time, some 300 bytes each. */
    private static final int GROUPS_AT_ONCE = 200_000;

    private final PartitionReader reader;
    private final Topics topics;
    private final Consumer<String> progress;
    private final Findings findings = new Findings();
    private final StepChain steps = new StepChain(findings);
    private final WeightChain weights = new WeightChain(findings);
    private final KeptAudit kept = new KeptAudit(findings);
    private final GroupCounts counts = new GroupCounts();
    private final Set<String> deadLetters = new HashSet<>();
    private OwnRecords own = new OwnRecords(RunHeader.NONE);

    private RunAudit(PartitionReader reader, Topics topics, Consumer<String> progress) {
        this.reader = reader;
        this.topics = topics;
        this.progress = progress;
    }

    /**
     * Reads a run's topics to their present end and checks them.
     *
     * @param progress is told what is being read
     */
    public static AuditReport of(KafkaClients clients, Topics topics, Consumer<String> progress) {
        try (PartitionReader reader = new PartitionReader(clients)) {
            return new RunAudit(reader, topics, progress).run();
        }
    }

    private AuditReport run() {
        progress.accept("steps and dead letters");
        RunEventReader judge = new RunEventReader();
        reader.readAll(topics.steps(), entry -> event(judge, entry));
        kept.refuseAny(reader.extents(topics.steps()));
        own = new OwnRecords(judge.header());
        reader.readAll(
                topics.deadLetters(),
                entry -> parsed(DeadLetter.getDefaultInstance(), entry, true)
                        .ifPresent(letter ->
                                deadLetters.add(place(letter.getTopic(), letter.getPartition(), letter.getOffset()))));
        groups();
        weights();
        String parent = new ParentAudit(reader, steps.parent(), findings).compare();
        return new AuditReport(
                topics.run(),
                parent,
                steps.lastStep(),
                steps.hasFinished(),
                counts.trainingPrompts,
                counts.evaluationPrompts,
                counts.completions,
                counts.repeatedCompletions,
                counts.ended,
                counts.copied,
                counts.used,
                counts.dropped,
                counts.undecided,
                weights.versions(),
                weights.bytes(),
                weights.stray(),
                deadLetters.size(),
                findings.foreign(),
                kept.sentences(),
                findings.sentences(),
                findings.count());
    }

    /**
     * A run may go on while it is read. So the ends are taken in this order, each before that of the topic which it
     * was made from: what a step names is in scored-groups by then, and what was scored is in completions.
     */
    private void groups() {
        List<Extent> scored = reader.extents(topics.scoredGroups());
        List<Extent> completions = reader.extents(topics.completions());
        List<Extent> prompts = reader.extents(topics.prompts());
        if (scored.size() != completions.size()) {
            findings.add("The topics of groups differ in partitions: completions has %d, scored-groups %d."
                    .formatted(completions.size(), scored.size()));
            return;
        }
        kept.compare(scored, Keys.KEEP_SCORED_GROUPS, steps.beginning());
        kept.compare(completions, Keys.KEEP_COMPLETIONS, steps.beginning());
        kept.refuseAny(prompts);
        long admitted = prompts.stream()
                .mapToLong(extent -> extent.end() - extent.first())
                .sum();
        int shares = Math.toIntExact(admitted / GROUPS_AT_ONCE + 1);
        for (int share = 0; share < shares; share++) {
            progress.accept("groups, part %d of %d".formatted(share + 1, shares));
            groups(new GroupAudit.Share(share, shares), prompts, completions, scored);
        }
        if (!steps.hasStarted() && counts.trainingPrompts + counts.evaluationPrompts > 0) {
            findings.add("The topic steps has no beginning of the run, without which nothing in it counts.");
        }
        if (counts.trainingPrompts < steps.admitted()) {
            findings.add("Step %d says that %d training prompts have been admitted, but prompts holds %d."
                    .formatted(steps.lastStep(), steps.admitted(), counts.trainingPrompts));
        }
        boolean allScored = scored.stream().allMatch(extent -> extent.first() == 0);
        if (allScored && counts.copied != steps.parent().getPastGroups()) {
            findings.add("The run began with %d groups of a parent, but scored-groups holds %d."
                    .formatted(steps.parent().getPastGroups(), counts.copied));
        }
        long inFlight = steps.admitted() + steps.parent().getPastGroups() - counts.used - counts.dropped;
        if (inFlight > steps.mostInFlight()) {
            findings.add("After step %d %d training groups are in no step, but at most %d may be in flight."
                    .formatted(steps.lastStep(), inFlight, steps.mostInFlight()));
        }
    }

    private void groups(GroupAudit.Share share, List<Extent> prompts, List<Extent> completions, List<Extent> scored) {
        GroupAudit audit = new GroupAudit(findings, steps, share, remains(completions, scored), counts);
        boolean first = share.number() == 0;
        prompts.forEach(extent -> read(extent, PromptGroup.getDefaultInstance(), first, audit::prompt));
        completions.forEach(extent -> read(extent, Completion.getDefaultInstance(), first, audit::completion));
        scored.forEach(extent -> read(extent, ScoredGroup.getDefaultInstance(), first, audit::scored));
        reader.eachStep(topics, step -> {
            if (step.getStep() <= steps.lastStep()) {
                audit.step(step);
            }
        });
        audit.end();
    }

    private GroupAudit.Remains remains(List<Extent> completions, List<Extent> scored) {
        return new GroupAudit.Remains() {
            @Override
            public boolean hasAllCompletions(int partition) {
                return completions.get(partition).first() == 0;
            }

            @Override
            public long scoredFrom(int partition) {
                return partition < scored.size() ? scored.get(partition).first() : 0;
            }

            @Override
            public boolean hasAllScored() {
                return scored.stream().allMatch(extent -> extent.first() == 0);
            }

            @Override
            public boolean isDeadLetter(int partition, long offset) {
                return deadLetters.contains(place(topics.scoredGroups(), partition, offset));
            }
        };
    }

    /** What takes a record and where it lies. */
    @FunctionalInterface
    private interface Placed<T> {
        void take(T message, int partition, long offset);
    }

    private void weights() {
        progress.accept("weights");
        reader.readAll(
                topics.weightVersions(),
                entry -> parsed(WeightVersion.getDefaultInstance(), entry, true).ifPresent(weights::announced));
        weights.compareWith(steps);
        // Steps that were committed since the first look have made the versions announced since.
        long[] newest = {steps.lastVersion()};
        reader.eachStep(topics, step -> newest[0] = Math.max(newest[0], step.getVersionOut()));
        weights.endAt(newest[0]);
        List<Extent> extents = reader.extents(topics.weights());
        if (!extents.isEmpty()) {
            weights.beginAt(extents.getFirst().first());
            reader.read(extents.getFirst(), this::chunk);
        }
        weights.end();
    }

    private void chunk(ConsumerRecord<String, byte[]> entry) {
        try {
            own.refuseForeign(entry);
        } catch (UnreadableRecordException foreign) {
            findings.foreign(entry.topic());
            return;
        }
        weights.chunk(entry);
    }

    private <T extends Message> void read(Extent extent, T kind, boolean countsForeign, Placed<T> sink) {
        reader.read(extent, entry -> {
            if (!deadLetters.contains(place(entry.topic(), entry.partition(), entry.offset()))) {
                parsed(kind, entry, countsForeign)
                        .ifPresent(message -> sink.take(message, entry.partition(), entry.offset()));
            }
        });
    }

    /** A record of the run; none where it is foreign, which is counted the first time. */
    private <T extends Message> Optional<T> parsed(
            T kind, ConsumerRecord<String, byte[]> entry, boolean countsForeign) {
        try {
            return Optional.of(own.parse(kind, entry));
        } catch (UnreadableRecordException foreign) {
            if (countsForeign) {
                findings.foreign(entry.topic());
            }
            return Optional.empty();
        }
    }

    private void event(RunEventReader judge, ConsumerRecord<String, byte[]> entry) {
        try {
            steps.add(judge.parse(entry), "The event at offset %d of steps".formatted(entry.offset()));
        } catch (UnreadableRecordException foreign) {
            findings.foreign(entry.topic());
        }
    }

    private static String place(String topic, int partition, long offset) {
        return topic + "/" + partition + "/" + offset;
    }
}
