package io.kafkagrpo.rollout;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which tokens of a completion are meant. All of them is one shared value without an array. Immutable. */
public final class TokenMask {
    /** Every token, however many there are. */
    public static final TokenMask ALL = new TokenMask(null);

    private final boolean @Nullable [] tokens;

    private TokenMask(boolean @Nullable [] tokens) {
        this.tokens = tokens;
    }

    /** Those tokens whose flag is true; the array is copied. Where all are true, this is {@link #ALL}. */
    public static TokenMask of(boolean[] tokens) {
        for (boolean token : tokens) {
            if (!token) {
                return new TokenMask(tokens.clone());
            }
        }
        return ALL;
    }

    /** Whether every token is meant. */
    public boolean isAll() {
        return tokens == null;
    }

    /** Whether the token at this index is meant. */
    public boolean has(int token) {
        return tokens == null || tokens[token];
    }

    /** One flag for each of {@code length} tokens. */
    public boolean[] toArray(int length) {
        requireLength(length);
        if (tokens != null) {
            return tokens.clone();
        }
        boolean[] all = new boolean[length];
        Arrays.fill(all, true);
        return all;
    }

    /** Refuses to be the mask of another number of tokens. */
    void requireLength(int length) {
        if (tokens != null && tokens.length != length) {
            throw new IllegalArgumentException("There are %d flags for %d tokens.".formatted(tokens.length, length));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenMask mask && Arrays.equals(tokens, mask.tokens);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(tokens);
    }

    @Override
    public String toString() {
        return tokens == null ? "all" : Arrays.toString(tokens);
    }
}
