package io.kafkagrpo.engine.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A prompt and completions of it. Where groups are scored or trained on, their completions are numbered through, in
 * order: the second group goes on where the first ends.
 *
 * @param prompt its token ids, at least one
 * @param completions token ids of each, at least one
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity; copied nowhere, for batches hold many
public record TokenGroup(int[] prompt, List<int[]> completions) {

    public TokenGroup {
        completions = List.copyOf(completions);
        if (completions.isEmpty()) {
            throw new IllegalArgumentException("A group needs at least one completion.");
        }
        for (int[] completion : completions) {
            if (prompt.length < 1 || completion.length < 1) {
                throw new IllegalArgumentException("A prompt of " + prompt.length + " tokens and a completion of "
                        + completion.length + " can't be computed: each needs at least one token.");
            }
        }
    }

    /** Each text as a group of its own; the planner finds equal prompts. */
    public static List<TokenGroup> ofEach(List<TokenSequence> sequences) {
        var groups = new ArrayList<TokenGroup>(sequences.size());
        for (var sequence : sequences) {
            var ids = sequence.ids();
            groups.add(new TokenGroup(
                    Arrays.copyOf(ids, sequence.promptLength()),
                    List.of(Arrays.copyOfRange(ids, sequence.promptLength(), ids.length))));
        }
        return groups;
    }

    /** Number of completions in all groups. */
    public static int completionsOf(List<TokenGroup> groups) {
        return groups.stream().mapToInt(group -> group.completions().size()).sum();
    }

    /** The same with one token more in each completion, of any id, so that there is a prediction after its last. */
    TokenGroup lengthened() {
        return new TokenGroup(
                prompt,
                completions.stream()
                        .map(ids -> Arrays.copyOf(ids, ids.length + 1))
                        .toList());
    }
}
