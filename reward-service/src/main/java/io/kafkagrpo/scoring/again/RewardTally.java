package io.kafkagrpo.scoring.again;

import io.kafkagrpo.record.Parts;
import io.kafkagrpo.record.RewardValue;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often each reward function gave a value, and how often not. Not thread-safe. */
final class RewardTally {
    private static final class Count {
        long values;
        long missing;
        String because = "";
    }

    private final SortedMap<String, Count> functions = new TreeMap<>();

    void add(Parts.ScoredGroup group) {
        group.getCompletionsList().forEach(member -> member.getRewardsList().forEach(this::add));
    }

    private void add(RewardValue reward) {
        Count count = functions.computeIfAbsent(reward.getFunction(), _ -> new Count());
        if (reward.hasValue()) {
            count.values++;
        } else {
            count.missing++;
            count.because = reward.getMissingBecause();
        }
    }

    /** Whether each function has given a value, and there is one. */
    boolean allGaveValues() {
        return !functions.isEmpty() && functions.values().stream().allMatch(count -> count.values > 0);
    }

    /** @throws NoRewardException if a function has been asked so often, and gave nothing */
    void refuseNothing(int completions) {
        functions.forEach((name, count) -> {
            if (count.values == 0 && count.missing >= completions) {
                throw new NoRewardException(name, count.missing, count.because);
            }
        });
    }
}
