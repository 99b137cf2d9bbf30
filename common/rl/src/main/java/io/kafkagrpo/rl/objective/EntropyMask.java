package io.kafkagrpo.rl.objective;

import java.util.Arrays;
import java.util.List;

/**
 * Keeps the policy term on those tokens alone whose entropy is among the largest of the step's counted tokens
 * ("forking tokens", arXiv:2506.01939; TRL's top_entropy_quantile). Denominators and the KL penalty keep all
 * tokens.
 *
 * @param top the part of tokens that is kept: 1 keeps all, the paper 0.2
 */
public record EntropyMask(double top) {
    private static final double ROUNDING = 1.0e-9;

    /** Keeps every token. */
    public static final EntropyMask NONE = new EntropyMask(1.0);

    /** Refuses a part outside (0, 1]. */
    public EntropyMask {
        if (!(top > 0.0 && top <= 1.0)) {
            throw new IllegalArgumentException("top entropy %s must be above 0 and at most 1".formatted(top));
        }
    }

    /** Whether any token may be left out. */
    public boolean isActive() {
        return top < 1.0;
    }

    /** Smallest entropy that is kept: the (1 − top) quantile of counted tokens, interpolated linearly. */
    double threshold(List<Sample> samples, double[][] entropies) {
        double[] counted =
                new double[samples.stream().mapToInt(Sample::countedTokens).sum()];
        int n = 0;
        for (int i = 0; i < entropies.length; i++) {
            for (int t = 0; t < entropies[i].length; t++) {
                if (samples.get(i).counts(t)) {
                    counted[n++] = entropies[i][t];
                }
            }
        }
        if (n == 0) {
            return 0.0;
        }
        Arrays.sort(counted);
        double position = (1.0 - top) * (n - 1);
        if (Math.abs(position - Math.rint(position)) < ROUNDING) {
            return counted[(int) Math.rint(position)];
        }
        int below = (int) position;
        return counted[below] + (position - below) * (counted[below + 1] - counted[below]);
    }

    /** Which tokens' entropies reach a threshold. */
    static boolean[] reached(double[] entropies, double threshold) {
        boolean[] reached = new boolean[entropies.length];
        for (int t = 0; t < reached.length; t++) {
            reached[t] = entropies[t] >= threshold;
        }
        return reached;
    }
}
