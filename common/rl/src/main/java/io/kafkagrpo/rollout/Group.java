package io.kafkagrpo.rollout;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The completions of one prompt, after the group has ended. The prompt is there once; its array is not copied.
 *
 * @param id the learner's name for it
 * @param promptTokenIds the prompt
 * @param minVersion weight version that the prompt asked for at least
 * @param members those that arrived, in order of their index
 * @param failure why the group is of no use; null where it is complete
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity
public record Group(
        String id,
        int[] promptTokenIds,
        long minVersion,
        List<Member> members,
        @Nullable String failure) {

    public Group {
        members = List.copyOf(members);
    }

    /** A group that ended without a member of use. */
    public static Group failed(String id, String reason) {
        return new Group(id, new int[0], 0, List.of(), reason);
    }

    /** Whether the group is of no use. */
    public boolean hasFailed() {
        return failure != null;
    }

    /** Total reward of each member, NaN where missing. */
    public double[] totals() {
        return members.stream().mapToDouble(Member::total).toArray();
    }

    /** The members that were sampled. */
    public Stream<Member.Scored> scored() {
        return members.stream().filter(Member.Scored.class::isInstance).map(Member.Scored.class::cast);
    }

    /** Tokens of all completions. */
    public long tokens() {
        return scored().mapToLong(member -> member.completion().length()).sum();
    }

    /** The versions that drew its tokens. */
    public LongStream versions() {
        return scored().flatMapToLong(
                        member -> LongStream.of(member.completion().policyVersions()));
    }

    /** The version of its oldest token; of a group without tokens, the version that its prompt asked for. */
    public long oldestVersion() {
        return versions().min().orElse(minVersion);
    }
}
