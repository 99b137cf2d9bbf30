package io.kafkagrpo.generator;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Tracks up to which offset each partition of prompts is done without a gap. A prompt is done when all its
 * completions are in Kafka; prompts end out of order, and only what lies before the first unfinished one may be
 * committed. Not thread-safe.
 */
final class OffsetTracker {
    private static final class Progress {
        final NavigableSet<Long> open = new TreeSet<>();
        long next;
        long committed;

        Progress(long first) {
            next = first;
            committed = first;
        }

        long firstUndone() {
            return open.isEmpty() ? next : open.first();
        }
    }

    private final Map<TopicPartition, Progress> partitions = new HashMap<>();

    /** A prompt was received. */
    void open(TopicPartition partition, long offset) {
        Progress progress = partitions.computeIfAbsent(partition, _ -> new Progress(offset));
        progress.open.add(offset);
        progress.next = Math.max(progress.next, offset + 1);
    }

    /** All completions of a prompt are in Kafka. Without effect for a partition that was revoked. */
    void done(TopicPartition partition, long offset) {
        Progress progress = partitions.get(partition);
        if (progress != null) {
            progress.open.remove(offset);
        }
    }

    /**
     * Where nothing is unfinished, what lies before the reader's position is done too, though it was no prompt: the
     * marks of transactions. Counted as prompts that wait, one in each of many partitions would keep an autoscaler
     * from ever sending generators home.
     *
     * @param position of the reader in a partition that it has prompts of
     */
    void pass(ToLongFunction<TopicPartition> position) {
        partitions.forEach((partition, progress) -> {
            if (progress.open.isEmpty()) {
                progress.next = Math.max(progress.next, position.applyAsLong(partition));
            }
        });
    }

    /** What to commit: the partitions whose first undone offset has moved since the last {@link #committed}. */
    Map<TopicPartition, OffsetAndMetadata> committable() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        partitions.forEach((partition, progress) -> {
            if (progress.firstUndone() > progress.committed) {
                offsets.put(partition, new OffsetAndMetadata(progress.firstUndone()));
            }
        });
        return offsets;
    }

    /** These offsets were handed to a commit. */
    void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            Progress progress = partitions.get(partition);
            if (progress != null) {
                progress.committed = Math.max(progress.committed, offset.offset());
            }
        });
    }

    /** Forgets partitions that were revoked. */
    void forget(Collection<TopicPartition> taken) {
        taken.forEach(partitions::remove);
    }
}
