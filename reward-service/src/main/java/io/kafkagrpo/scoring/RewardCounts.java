package io.kafkagrpo.scoring;

import io.kafkagrpo.task.reward.RewardOutcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the reward functions gave since the process began, in numbers. Thread-safe. */
public final class RewardCounts {
    private final Map<String, LongAdder> values = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> missing = new ConcurrentHashMap<>();

    void count(List<RewardOutcome> outcomes) {
        for (RewardOutcome outcome : outcomes) {
            Map<String, LongAdder> kind = switch (outcome) {
                case RewardOutcome.Value _ -> values;
                case RewardOutcome.Missing _ -> missing;
            };
            kind.computeIfAbsent(outcome.function(), _ -> new LongAdder()).increment();
        }
    }

    /** How many rewards a function gave. */
    public long values(String function) {
        return sum(values, function);
    }

    /** How many rewards it could not give. */
    public long missing(String function) {
        return sum(missing, function);
    }

    private static long sum(Map<String, LongAdder> counts, String function) {
        LongAdder count = counts.get(function);
        return count == null ? 0 : count.sum();
    }
}
