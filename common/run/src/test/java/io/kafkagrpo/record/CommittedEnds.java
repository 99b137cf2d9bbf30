package io.kafkagrpo.record;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** A transaction's end is seen in each of its partitions a little after its commit has returned. */
public final class CommittedEnds {
    private static final long POLL_MS = 20;

    private CommittedEnds() {}

    /** Waits until every transaction in these topics that was ended is seen to have ended. */
    public static void await(Admin admin, Collection<String> topics) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> newest = new HashMap<>();
        admin.describeTopics(topics)
                .allTopicNames()
                .get()
                .forEach((name, topic) -> topic.partitions()
                        .forEach(partition ->
                                newest.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
        while (!ends(admin, newest, IsolationLevel.READ_COMMITTED)
                .equals(ends(admin, newest, IsolationLevel.READ_UNCOMMITTED))) {
            Thread.sleep(POLL_MS); // Kafka tells nobody of it
        }
    }

    private static Map<TopicPartition, Long> ends(
            Admin admin, Map<TopicPartition, OffsetSpec> newest, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        return admin.listOffsets(newest, new ListOffsetsOptions(isolation)).all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }
}
