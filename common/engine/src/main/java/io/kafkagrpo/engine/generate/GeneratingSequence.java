package io.kafkagrpo.engine.generate;

import io.kafkagrpo.hash.SplitMix;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.rollout.VersionSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One member of a group while it is generated. */
final class GeneratingSequence {

    private final GenerationRequest request;
    private final int member;
    private final int longestContext;
    private int[] tokens = new int[32];
    private float[] logProbabilities = new float[32];
    private int length;
    private final List<VersionSpan> versions = new ArrayList<>();
    private @Nullable FinishReason reason;

    GeneratingSequence(GenerationRequest request, int member, int longestContext) {
        this.request = request;
        this.member = member;
        this.longestContext = longestContext;
    }

    GenerationRequest request() {
        return request;
    }

    /** Tokens of prompt and completion so far. */
    int totalLength() {
        return request.promptIds().length + length;
    }

    /** Tokens of prompt and completion, from a position to before another. */
    long[] tokens(int from, int to) {
        int[] prompt = request.promptIds();
        long[] range = new long[to - from];
        for (int i = 0; i < range.length; i++) {
            int at = from + i;
            range[i] = at < prompt.length ? prompt[at] : tokens[at - prompt.length];
        }
        return range;
    }

    int lastToken() {
        return tokens[length - 1];
    }

    /**
     * The uniform number in [0, 1) that draws the next token: a hash of seed and place ({@link SplitMix} over a
     * Weyl sequence), so it depends on nothing else.
     */
    double uniform() {
        return uniform(request.seeds()[member], length);
    }

    static double uniform(long seed, int place) {
        return SplitMix.unit(SplitMix.mix(SplitMix.mix(seed) + SplitMix.GOLDEN_GAMMA * (place + 1)));
    }

    /** Adds a token and decides whether it is the last. */
    void append(int token, float logProbability, long version) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * length);
            logProbabilities = Arrays.copyOf(logProbabilities, 2 * length);
        }
        if (versions.isEmpty() || versions.getLast().version() != version) {
            versions.add(new VersionSpan(version, length));
        }
        tokens[length] = token;
        logProbabilities[length++] = logProbability;
        if (request.endIds().contains(token) || request.stop().endsAfter(tokens, length)) {
            reason = FinishReason.STOP;
        } else if (length == request.sampling().maxNewTokens()) {
            reason = FinishReason.LENGTH;
        } else if (totalLength() == longestContext) {
            reason = FinishReason.CONTEXT;
        }
    }

    boolean isFinished() {
        return reason != null;
    }

    /** The result, once the last token is there. */
    @Nullable
    GeneratedSequence finished() {
        return reason == null
                ? null
                : new GeneratedSequence(
                        request.id(),
                        member,
                        Arrays.copyOf(tokens, length),
                        Arrays.copyOf(logProbabilities, length),
                        versions,
                        reason);
    }
}
