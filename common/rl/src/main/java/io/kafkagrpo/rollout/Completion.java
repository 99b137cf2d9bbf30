package io.kafkagrpo.rollout;

import java.util.Arrays;
import java.util.List;

/**
 * A sampled completion of a prompt. Its arrays are not copied, for a batch holds many; nobody writes to them.
 *
 * @param index its place in the group, from 0
 * @param tokenIds up to and including the end-of-sequence token, where that ended it
 * @param logProbabilities the behaviour policy's: of each token, in nats, in the distribution it was drawn from; 0
 *     for a token that the policy did not write; empty where the sampler recorded none, as evaluation may
 * @param versions runs of tokens by the weights that drew them, in order
 * @param writtenByPolicy those tokens that the policy wrote; others, such as a tool's answer, are context only
 * @param text the completion without special tokens
 * @param finishReason why it ended
 * @param origin who sampled it, and when
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity
public record Completion(
        int index,
        int[] tokenIds,
        float[] logProbabilities,
        List<VersionSpan> versions,
        TokenMask writtenByPolicy,
        String text,
        FinishReason finishReason,
        Origin origin) {

    /** @throws IllegalArgumentException where there are not as many log-probabilities or flags as tokens */
    public Completion {
        if (logProbabilities.length != 0 && logProbabilities.length != tokenIds.length) {
            throw new IllegalArgumentException("There are %d log-probabilities for %d tokens."
                    .formatted(logProbabilities.length, tokenIds.length));
        }
        writtenByPolicy.requireLength(tokenIds.length);
        versions = List.copyOf(versions);
    }

    /** Number of its tokens, whoever wrote them. */
    public int length() {
        return tokenIds.length;
    }

    /** Whether it was cut off before it ended by itself. */
    public boolean isTruncated() {
        return finishReason.isTruncated();
    }

    /** Those tokens that the policy drew with the weights of this version, one flag per token. */
    public boolean[] drawnBy(long version) {
        boolean[] drawn = new boolean[length()];
        for (VersionSpan span : versions) {
            int from = Math.clamp(span.fromToken(), 0, drawn.length);
            Arrays.fill(drawn, from, drawn.length, span.version() == version);
        }
        for (int t = 0; t < drawn.length; t++) {
            drawn[t] &= writtenByPolicy.has(t);
        }
        return drawn;
    }

    /** The versions that drew it: one per run in which the policy wrote a token. */
    public long[] policyVersions() {
        long[] drew = new long[versions.size()];
        int count = 0;
        for (int i = 0; i < drew.length; i++) {
            if (hasPolicyToken(i)) {
                drew[count++] = versions.get(i).version();
            }
        }
        return Arrays.copyOf(drew, count);
    }

    private boolean hasPolicyToken(int span) {
        if (writtenByPolicy.isAll()) {
            return true;
        }
        int end = span + 1 < versions.size() ? versions.get(span + 1).fromToken() : length();
        for (int t = Math.max(0, versions.get(span).fromToken()); t < Math.min(end, length()); t++) {
            if (writtenByPolicy.has(t)) {
                return true;
            }
        }
        return false;
    }
}
