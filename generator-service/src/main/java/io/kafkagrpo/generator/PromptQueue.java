package io.kafkagrpo.generator;

import io.kafkagrpo.record.Purpose;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Prompts that wait for a slot or for their min_version. Training and evaluation take turns, so that neither
 * starves the other; within a purpose the order of arrival holds.
 */
final class PromptQueue {
    private final Deque<PendingPrompt> train = new ArrayDeque<>();
    private final Deque<PendingPrompt> evaluate = new ArrayDeque<>();
    private boolean evaluationsTurn;

    void add(PendingPrompt prompt) {
        queueOf(prompt.prompt().getPurpose()).addLast(prompt);
    }

    /** The next prompt that may be sampled with this weight version. */
    Optional<PendingPrompt> next(long version) {
        Deque<PendingPrompt> first = evaluationsTurn ? evaluate : train;
        Deque<PendingPrompt> second = evaluationsTurn ? train : evaluate;
        evaluationsTurn = !evaluationsTurn;
        return take(first, version).or(() -> take(second, version));
    }

    /** How many prompts are queued. */
    int size() {
        return train.size() + evaluate.size();
    }

    /** Whether no prompt is queued; those waiting for their weight version count as queued. */
    boolean isEmpty() {
        return size() == 0;
    }

    /** Drops the prompts of partitions that were revoked. */
    void forget(Collection<TopicPartition> taken) {
        Set<TopicPartition> partitions = Set.copyOf(taken);
        train.removeIf(prompt -> partitions.contains(prompt.partition()));
        evaluate.removeIf(prompt -> partitions.contains(prompt.partition()));
    }

    /** Takes the first eligible prompt. */
    private static Optional<PendingPrompt> take(Deque<PendingPrompt> queue, long version) {
        // min_version never falls within a partition, but partitions differ, so the first need not be eligible.
        for (Iterator<PendingPrompt> waiting = queue.iterator(); waiting.hasNext(); ) {
            PendingPrompt prompt = waiting.next();
            if (prompt.prompt().getMinVersion() <= version) {
                waiting.remove();
                return Optional.of(prompt);
            }
        }
        return Optional.empty();
    }

    private Deque<PendingPrompt> queueOf(Purpose purpose) {
        return purpose == Purpose.EVALUATE ? evaluate : train;
    }
}
