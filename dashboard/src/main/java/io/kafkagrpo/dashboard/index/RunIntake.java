package io.kafkagrpo.dashboard.index;

import com.google.protobuf.Message;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.Heartbeat;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunEventReader;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.WeightVersion;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes one run's records into the index. Foreign ones are named in the log, counted and passed
 * over. Not thread-safe.
 */
final class RunIntake {
    private final Topics topics;
    private final RunEventReader events = new RunEventReader();
    private @Nullable OwnRecords own;

    RunIntake(Topics topics) {
        this.topics = topics;
    }

    Topics topics() {
        return topics;
    }

    /** Those that can be read once the run has begun, for RunStarted says what their records bear. */
    List<String> furtherTopics() {
        return List.of(
                topics.prompts(),
                topics.scoredGroups(),
                topics.weightVersions(),
                topics.deadLetters(),
                topics.heartbeats());
    }

    boolean hasBegun() {
        return own != null;
    }

    /** Records that were passed over so far. */
    long foreign() {
        return events.passedOver() + (own == null ? 0 : own.passedOver());
    }

    void take(ConsumerRecord<String, byte[]> entry, IndexWriter index) {
        String run = topics.run();
        if (entry.topic().equals(topics.steps())) {
            events.readable(entry).ifPresent(event -> takeEvent(entry, event, index));
        } else if (entry.topic().equals(topics.prompts())) {
            readable(PromptGroup.getDefaultInstance(), entry, prompt -> {
                index.prompt(run, entry.partition(), entry.offset(), entry.timestamp(), prompt);
            });
        } else if (entry.topic().equals(topics.scoredGroups())) {
            readable(ScoredGroup.getDefaultInstance(), entry, group -> {
                index.scored(run, entry.partition(), entry.offset(), group);
            });
        } else if (entry.topic().equals(topics.weightVersions())) {
            readable(WeightVersion.getDefaultInstance(), entry, version -> {
                index.version(run, entry.timestamp(), version);
            });
        } else if (entry.topic().equals(topics.heartbeats())) {
            readable(Heartbeat.getDefaultInstance(), entry, heartbeat -> index.heartbeat(run, heartbeat));
        } else {
            readable(DeadLetter.getDefaultInstance(), entry, letter -> index.deadLetter(run, entry.offset(), letter));
        }
    }

    private void takeEvent(ConsumerRecord<String, byte[]> entry, StepEvent event, IndexWriter index) {
        index.event(topics.run(), entry.offset(), event);
        if (event.hasRunStarted()) {
            own = new OwnRecords(events.header());
        }
    }

    private <T extends Message> void readable(
            T kind, ConsumerRecord<String, byte[]> entry, java.util.function.Consumer<? super T> sink) {
        OwnRecords judge = own;
        if (judge == null) {
            throw new IllegalStateException("%s is read before the run has begun".formatted(entry.topic()));
        }
        judge.readable(kind, entry).ifPresent(sink);
    }
}
