package io.kafkagrpo.cli.top;

import io.kafkagrpo.record.Heartbeat;
import io.kafkagrpo.record.RunEvents;
import java.util.List;

/**
 * What topics and consumer groups say of a run at a moment.
 *
 * @param run its name
 * @param events of its topic {@code steps}
 * @param generators members of their consumer group
 * @param heartbeats newest word of each generator, by name; empty in runs of before they said anything
 * @param scorers members of that of the reward-service
 * @param prompts that lie before generators
 * @param completions that lie before the reward-service
 * @param groups scored ones that no step has decided
 * @param deadLetters in their topic
 * @param atMs when
 */
record RunLook(
        String run,
        RunEvents events,
        List<Worker> generators,
        List<Heartbeat> heartbeats,
        List<Worker> scorers,
        Queue prompts,
        Queue completions,
        Queue groups,
        Queue deadLetters,
        long atMs) {

    /**
     * A member of a consumer group.
     *
     * @param name that it was given, or that of its Kafka client
     * @param host where it runs
     * @param partitions that are its own
     * @param ahead offsets of these that lie before it
     */
    record Worker(String name, String host, int partitions, long ahead) {}

    /**
     * What lies in a topic between a reader's position and its end.
     *
     * @param partitions of the topic
     * @param ahead offsets; a mark of a transaction is one, too
     */
    record Queue(int partitions, long ahead) {}
}
