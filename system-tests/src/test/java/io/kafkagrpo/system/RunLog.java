package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.WeightChunk;
import io.kafkagrpo.report.audit.RunAudit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * What the topics of a run say when it is over.
 *
 * @param clients connection to the run's Kafka, started again for it
 */
public record RunLog(KafkaClients clients, Topics topics) {

    /** All committed training steps. */
    public List<TrainingStep> steps() {
        return new TopicReader(clients).events(topics).steps();
    }

    /** All committed evaluations. */
    public List<Evaluation> evaluations() {
        return new TopicReader(clients).events(topics).evaluations();
    }

    /** All groups that ended, duplicates included. */
    public List<ScoredGroup> scoredGroups() {
        List<ScoredGroup> groups = new ArrayList<>();
        TopicReader reader = new TopicReader(clients);
        OwnRecords own = new OwnRecords(reader.events(topics).header());
        reader.readAll(topics.scoredGroups(), ScoredGroup.getDefaultInstance(), own, groups::add);
        return groups;
    }

    /** Weight versions of which a first attempt is in the log that was never committed. */
    public List<Long> abortedVersions() {
        List<Long> aborted = firstChunks(TopicReader.ofAllThatWasSent(clients));
        firstChunks(new TopicReader(clients)).forEach(aborted::remove);
        return aborted;
    }

    /**
     * Steps without a gap, each with as many groups as planned, each group ended once and trained at most once; all
     * that must hold.
     */
    public void assertNothingLostNothingTwice(int steps, int groupsPerStep) {
        assertEachGroupOnce(steps, groupsPerStep);
        assertAuditFindsNothing();
    }

    /** The same of a log whose weights can't all be read. */
    public void assertEachGroupOnce(int steps, int groupsPerStep) {
        List<TrainingStep> committed = steps();
        assertThat(committed)
                .extracting(TrainingStep::getStep)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, steps).boxed().toList());
        assertThat(committed)
                .extracting(TrainingStep::getUsedCount)
                .allSatisfy(used -> assertThat(used).isEqualTo(groupsPerStep));
        List<String> used = committed.stream()
                .flatMap(step -> step.getUsedList().stream())
                .map(group -> group.getGroupId())
                .toList();
        assertThat(used).doesNotHaveDuplicates();
        assertThat(scoredGroups())
                .extracting((ScoredGroup group) -> group.getPrompt().getGroupId())
                .doesNotHaveDuplicates()
                .containsAll(used);
    }

    /** All that must hold of any run's log. */
    public void assertAuditFindsNothing() {
        assertThat(RunAudit.of(clients, topics, part -> {}).findings()).isEmpty();
    }

    /** Also those of a beginning that was never committed, which bear another run's header. */
    private List<Long> firstChunks(TopicReader reader) {
        List<Long> versions = new ArrayList<>();
        reader.readAll(topics.weights(), WeightChunk.getDefaultInstance(), new OwnRecords(RunHeader.NONE), chunk -> {
            if (chunk.getIndex() == 0) {
                versions.add(chunk.getVersion());
            }
        });
        return versions;
    }

    /** A consumer that also sees what is undecided or aborted. */
    public static Consumer<String, byte[]> uncommitted(KafkaClients clients) {
        return clients.reader(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted"));
    }
}
