package io.kafkagrpo.engine.score;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Packs groups into micro-batches under a budget of tokens. Members of a group share their prompt, so it is
 * computed once for as many as fit together; a sequence is never split, and one beyond the budget goes alone.
 *
 * <p>Largest first into the first micro-batch with room; equal input gives equal batches.
 */
public final class MicroBatchPlanner {

    /** A completion and its number among all. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Member(int number, int[] completion) {}

    /** All members of one prompt. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Group(int[] prompt, List<Member> members) {}

    /** Those of them that go together. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Unit(int[] prompt, List<Member> members, int tokens) {}

    private final int tokenBudget;
    private final List<Unit> units = new ArrayList<>();

    private MicroBatchPlanner(int tokenBudget) {
        this.tokenBudget = tokenBudget;
    }

    /** The micro-batches of all completions; a part's number is that of its completion. */
    public static List<MicroBatch> plan(List<TokenGroup> groups, int tokenBudget) {
        return new MicroBatchPlanner(tokenBudget).plan(groups);
    }

    private List<MicroBatch> plan(List<TokenGroup> groups) {
        for (var group : onePerPrompt(groups)) {
            cut(group);
        }
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
        return bins.stream().map(MicroBatchPlanner::pack).toList();
    }

    /**
     * The groups in order, those with equal prompts as one: a problem may be twice in a step, and steps in the log
     * were computed so. The longest completion of a group comes first. A prompt of one token saves nothing, and
     * members need a mask as large as their length squared, so its members go by themselves.
     */
    private static List<Group> onePerPrompt(List<TokenGroup> groups) {
        var merged = new LinkedHashMap<Object, Group>();
        int number = 0;
        for (var group : groups) {
            var prompt = group.prompt();
            var members = new ArrayList<Member>();
            for (var completion : group.completions()) {
                members.add(new Member(number++, completion));
            }
            if (prompt.length == 1) {
                members.forEach(member -> merged.put(member, new Group(prompt, new ArrayList<>(List.of(member)))));
            } else {
                merged.computeIfAbsent(IntBuffer.wrap(prompt), _ -> new Group(prompt, new ArrayList<>()))
                        .members()
                        .addAll(members);
            }
        }
        var longestFirst = Comparator.comparingInt((Member member) -> member.completion().length)
                .reversed();
        merged.values().forEach(group -> group.members().sort(longestFirst));
        return List.copyOf(merged.values());
    }

    private void cut(Group group) {
        var members = new ArrayList<Member>();
        int tokens = 0;
        for (var member : group.members()) {
            int own = member.completion().length - 1;
            if (!members.isEmpty() && tokens + own > tokenBudget) {
                units.add(new Unit(group.prompt(), members, tokens));
                members = new ArrayList<>();
                tokens = 0;
            }
            tokens += members.isEmpty() ? group.prompt().length + own : own;
            members.add(member);
        }
        units.add(new Unit(group.prompt(), members, tokens));
    }

    private static MicroBatch pack(List<Unit> units) {
        var packer = new Packer();
        units.forEach(packer::add);
        return packer.build();
    }

    private static final class Packer {
        private final Longs ids = new Longs();
        private final Longs positions = new Longs();
        private final Longs segments = new Longs();
        private final Longs selected = new Longs();
        private final Longs targets = new Longs();
        private final List<MicroBatch.Part> parts = new ArrayList<>();

        void add(Unit unit) {
            if (unit.members().size() == 1) {
                addAlone(unit.prompt(), unit.members().getFirst());
                return;
            }
            int[] prompt = unit.prompt();
            int start = ids.size();
            addTokens(prompt, prompt.length, 0);
            segments.add(prompt.length);
            int runsAt = segments.size();
            segments.add(0);
            int previous = -1;
            for (var member : unit.members()) {
                int own = member.completion().length - 1;
                if (own > 0 && own == previous) {
                    segments.increment(segments.size() - 2);
                } else if (own > 0) {
                    segments.add(1);
                    segments.add(own);
                    segments.increment(runsAt);
                }
                previous = own;
                addPredictions(member, start + prompt.length - 1, ids.size());
                addTokens(member.completion(), own, prompt.length);
            }
        }

        /** A group of one is one causal sequence, which needs no mask. */
        private void addAlone(int[] prompt, Member member) {
            int own = member.completion().length - 1;
            addTokens(prompt, prompt.length, 0);
            segments.add(prompt.length + own);
            segments.add(0);
            addPredictions(member, ids.size() - 1, ids.size());
            addTokens(member.completion(), own, prompt.length);
        }

        private void addTokens(int[] tokens, int count, int firstPosition) {
            for (int i = 0; i < count; i++) {
                ids.add(tokens[i]);
                positions.add(firstPosition + i);
            }
        }

        /** The prompt's last token predicts the first; each predicts the next. */
        private void addPredictions(Member member, int promptEnd, int ownStart) {
            var completion = member.completion();
            parts.add(new MicroBatch.Part(member.number(), targets.size(), completion.length));
            for (int i = 0; i < completion.length; i++) {
                selected.add(i == 0 ? promptEnd : ownStart + i - 1);
                targets.add(completion[i]);
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
