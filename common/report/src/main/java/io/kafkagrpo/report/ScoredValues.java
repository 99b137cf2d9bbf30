package io.kafkagrpo.report;

import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The rewards that a topic of scored groups holds; each group counts once. */
public final class ScoredValues {
    /** One function's values, and how many completions it could not score. */
    public record Function(List<Double> values, int missing) {}

    private final OwnRecords own;
    private final Set<String> groups = new HashSet<>();
    private final List<Double> totals = new ArrayList<>();
    private final SortedMap<String, Function> functions = new TreeMap<>();

    /** @param header what the run's records bear */
    public ScoredValues(RunHeader header) {
        this.own = new OwnRecords(header);
    }

    /** Takes a record; what is none of the run's is named and passed over. */
    public void add(ConsumerRecord<String, byte[]> entry) {
        own.readable(ScoredGroup.getDefaultInstance(), entry).ifPresent(this::add);
    }

    private void add(ScoredGroup group) {
        if (!groups.add(group.getPrompt().getGroupId())) {
            return;
        }
        for (ScoredCompletion completion : group.getCompletionsList()) {
            if (completion.hasTotal()) {
                totals.add(completion.getTotal());
            }
            completion.getRewardsList().forEach(this::add);
        }
    }

    private void add(RewardValue reward) {
        Function before = functions.getOrDefault(reward.getFunction(), new Function(List.of(), 0));
        if (reward.hasValue()) {
            List<Double> values = before.values().isEmpty() ? new ArrayList<>() : before.values();
            values.add(reward.getValue());
            functions.put(reward.getFunction(), new Function(values, before.missing()));
        } else {
            functions.put(reward.getFunction(), new Function(before.values(), before.missing() + 1));
        }
    }

    /** The groups' ids. */
    public Set<String> groups() {
        return Collections.unmodifiableSet(groups);
    }

    /** Of the completions that every function could score. */
    public Distribution totals() {
        return Distribution.of(totals);
    }

    /** By name; a function's own values, without its weight. */
    public SortedMap<String, Function> functions() {
        return Collections.unmodifiableSortedMap(functions);
    }
}
