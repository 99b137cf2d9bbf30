package io.kafkagrpo.engine.score;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Packs sequences into micro-batches under a budget of tokens. Members of a group share their prompt, so it is computed
 * once for as many of them as fit together; a sequence is never split, and one beyond the budget goes alone.
 *
 * <p>Largest first into the first micro-batch with room; equal input gives equal batches.
 */
public final class MicroBatchPlanner {

    /** Members of one group that go together. */
    private record Unit(List<Integer> members, int tokens) {}

    private final List<TokenSequence> sequences;
    private final int tokenBudget;

    private MicroBatchPlanner(List<TokenSequence> sequences, int tokenBudget) {
        this.sequences = sequences;
        this.tokenBudget = tokenBudget;
    }

    public static List<MicroBatch> plan(List<TokenSequence> sequences, int tokenBudget) {
        return new MicroBatchPlanner(sequences, tokenBudget).plan();
    }

    private List<MicroBatch> plan() {
        var units = new ArrayList<Unit>();
        groups().forEach(group -> cut(group, units));
        units.sort(Comparator.comparingInt(Unit::tokens).reversed());
        var bins = new ArrayList<List<Unit>>();
        var filled = new ArrayList<Integer>();
        for (var unit : units) {
            int bin = 0;
            while (bin < bins.size() && filled.get(bin) + unit.tokens() > tokenBudget) {
                bin++;
            }
            if (bin == bins.size()) {
                bins.add(new ArrayList<>());
                filled.add(0);
            }
            bins.get(bin).add(unit);
            filled.set(bin, filled.get(bin) + unit.tokens());
        }
        return bins.stream().map(this::pack).toList();
    }

    /**
     * Sequences with equal prompts, in order of their first; the longest completion of a group first. A prompt of one token
     * saves nothing, and members need a mask as large as their length squared, so such sequences go by themselves.
     */
    private List<List<Integer>> groups() {
        var groups = new LinkedHashMap<Object, List<Integer>>();
        for (int i = 0; i < sequences.size(); i++) {
            var sequence = sequences.get(i);
            Object group =
                    sequence.promptLength() == 1 ? i : IntBuffer.wrap(sequence.ids(), 0, sequence.promptLength());
            groups.computeIfAbsent(group, key -> new ArrayList<>()).add(i);
        }
        var longestFirst = Comparator.comparingInt(
                        (Integer i) -> sequences.get(i).completionLength())
                .reversed();
        groups.values().forEach(members -> members.sort(longestFirst));
        return List.copyOf(groups.values());
    }

    private void cut(List<Integer> group, List<Unit> units) {
        var members = new ArrayList<Integer>();
        int tokens = 0;
        for (int member : group) {
            var sequence = sequences.get(member);
            int own = sequence.completionLength() - 1;
            if (!members.isEmpty() && tokens + own > tokenBudget) {
                units.add(new Unit(members, tokens));
                members = new ArrayList<>();
                tokens = 0;
            }
            tokens += members.isEmpty() ? sequence.promptLength() + own : own;
            members.add(member);
        }
        units.add(new Unit(members, tokens));
    }

    private MicroBatch pack(List<Unit> units) {
        var packer = new Packer();
        units.forEach(packer::add);
        return packer.build();
    }

    private final class Packer {
        private final Longs ids = new Longs();
        private final Longs positions = new Longs();
        private final Longs segments = new Longs();
        private final Longs selected = new Longs();
        private final Longs targets = new Longs();
        private final List<MicroBatch.Part> parts = new ArrayList<>();

        void add(Unit unit) {
            var members = unit.members();
            var first = sequences.get(members.getFirst());
            // a group of one is one causal sequence, which needs no mask
            int shared = members.size() == 1 ? first.ids().length - 1 : first.promptLength();
            int start = ids.size();
            addTokens(first, 0, shared);
            segments.add(shared);
            int runsAt = segments.size();
            segments.add(0);
            int previous = -1;
            for (int member : members) {
                var sequence = sequences.get(member);
                int own = sequence.ids().length - 1 - shared;
                if (own > 0 && own == previous) {
                    segments.increment(segments.size() - 2);
                } else if (own > 0) {
                    segments.add(1);
                    segments.add(own);
                    segments.increment(runsAt);
                }
                previous = own;
                addPredictions(member, start, shared);
                addTokens(sequence, shared, shared + own);
            }
        }

        private void addTokens(TokenSequence sequence, int from, int to) {
            for (int position = from; position < to; position++) {
                ids.add(sequence.ids()[position]);
                positions.add(position);
            }
        }

        private void addPredictions(int member, int start, int shared) {
            var sequence = sequences.get(member);
            int own = ids.size();
            parts.add(new MicroBatch.Part(member, targets.size(), sequence.completionLength()));
            for (int position = sequence.promptLength(); position < sequence.ids().length; position++) {
                int before = position - 1;
                selected.add(before < shared ? start + before : own + before - shared);
                targets.add(sequence.ids()[position]);
            }
        }

        MicroBatch build() {
            return new MicroBatch(
                    ids.toArray(),
                    positions.toArray(),
                    segments.toArray(),
                    selected.toArray(),
                    targets.toArray(),
                    parts);
        }
    }
}
