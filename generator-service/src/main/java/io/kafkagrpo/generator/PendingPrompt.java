package io.kafkagrpo.generator;

import io.kafkagrpo.record.PromptGroup;
import org.apache.kafka.common.TopicPartition;

/** A prompt that this generator has received and not yet finished, and where it came from. */
record PendingPrompt(PromptGroup prompt, TopicPartition partition, long offset) {
    /** Unique within this process, also when a prompt is delivered again after a rebalance. */
    String requestId() {
        return partition.partition() + "@" + offset + "/" + prompt.getGroupId();
    }
}
