package io.kafkagrpo.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PromptQueueTest {
    private final PromptQueue queue = new PromptQueue();
    private long offset;

    @Test
    void aPromptIsHeldUntilItsVersionIsThere() {
        add("a", Purpose.TRAIN, 1, 0);
        add("b", Purpose.TRAIN, 0, 1);
        assertThat(queue.next(0)).map(prompt -> prompt.prompt().getGroupId()).hasValue("b");
        assertThat(queue.next(0)).isEmpty();
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.next(1)).map(prompt -> prompt.prompt().getGroupId()).hasValue("a");
    }

    @Test
    void trainingAndEvaluationTakeTurns() {
        List.of("t1", "t2", "t3").forEach(id -> add(id, Purpose.TRAIN, 0, 0));
        List.of("e1", "e2").forEach(id -> add(id, Purpose.EVALUATE, 0, 0));
        List<String> order = Stream.generate(
                        () -> queue.next(0).orElseThrow().prompt().getGroupId())
                .limit(5)
                .toList();
        assertThat(order).containsExactly("t1", "e1", "t2", "e2", "t3");
    }

    @Test
    void promptsOfAPartitionThatWasTakenAwayAreForgotten() {
        add("a", Purpose.TRAIN, 0, 0);
        add("b", Purpose.EVALUATE, 0, 1);
        queue.forget(List.of(new TopicPartition("run.prompts", 0)));
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.next(0)).map(prompt -> prompt.prompt().getGroupId()).hasValue("b");
    }

    private void add(String id, Purpose purpose, long minVersion, int partition) {
        PromptGroup prompt = PromptGroup.newBuilder()
                .setGroupId(id)
                .setPurpose(purpose)
                .setMinVersion(minVersion)
                .build();
        queue.add(new PendingPrompt(prompt, new TopicPartition("run.prompts", partition), offset++));
    }
}
