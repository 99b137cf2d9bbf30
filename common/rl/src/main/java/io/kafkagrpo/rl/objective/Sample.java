package io.kafkagrpo.rl.objective;

import org.jspecify.annotations.Nullable;

/**
 * One completion of a training step, as the objective sees it. Immutable by convention: the arrays are not copied.
 * Log-probabilities are in nats, one per completion token; values at tokens that do not count may be anything.
 *
 * @param advantage of the completion
 * @param tokenAdvantages of each token, where they differ; the completion's then only says of which sign it is as a
 *     whole
 * @param behaviour the sampler's own log-probabilities
 * @param proximal those of the policy at the step's start; without them the current ones serve, detached
 * @param reference those of the frozen reference model
 * @param mask which tokens count; without it, all do
 * @param sameVersion which tokens were drawn with the very weights that the step starts from; without it, none was
 * @param group which group of the step it is of
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Sample(
        double advantage,
        double @Nullable [] tokenAdvantages,
        double[] behaviour,
        double @Nullable [] proximal,
        double @Nullable [] reference,
        boolean @Nullable [] mask,
        boolean @Nullable [] sameVersion,
        int group) {
    /** Refuses an advantage that is not finite, and arrays of other lengths. */
    public Sample {
        if (!Double.isFinite(advantage)) {
            throw new IllegalArgumentException("advantage %s must be finite".formatted(advantage));
        }
        check("advantages", tokenAdvantages == null ? behaviour : tokenAdvantages, behaviour.length);
        check("proximal log-probabilities", proximal == null ? behaviour : proximal, behaviour.length);
        check("reference log-probabilities", reference == null ? behaviour : reference, behaviour.length);
        check("mask", mask, behaviour.length);
        check("same version", sameVersion, behaviour.length);
    }

    private static void check(String name, double[] values, int tokens) {
        if (values.length != tokens) {
            throw new IllegalArgumentException("%s: %d entries for %d tokens".formatted(name, values.length, tokens));
        }
    }

    private static void check(String name, boolean @Nullable [] values, int tokens) {
        if (values != null && values.length != tokens) {
            throw new IllegalArgumentException("%s: %d entries for %d tokens".formatted(name, values.length, tokens));
        }
    }

    /** A sample whose tokens all count, given the sampler's own log-probability of each. */
    public static Sample of(double advantage, double[] behaviour) {
        return new Sample(advantage, null, behaviour, null, null, null, null, 0);
    }

    /** {@link #of(double, double[])} for log-probabilities as records carry them. */
    public static Sample of(double advantage, float[] behaviour) {
        return of(advantage, widened(behaviour));
    }

    /** The same values as doubles. */
    public static double[] widened(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    /** With an advantage of its own for each token. */
    public Sample withTokenAdvantages(double[] values) {
        return new Sample(advantage, values, behaviour, proximal, reference, mask, sameVersion, group);
    }

    /** With the log-probabilities of the policy at the step's start. */
    public Sample withProximal(double[] values) {
        return new Sample(advantage, tokenAdvantages, behaviour, values, reference, mask, sameVersion, group);
    }

    /** With the log-probabilities of the frozen reference model. */
    public Sample withReference(double[] values) {
        return new Sample(advantage, tokenAdvantages, behaviour, proximal, values, mask, sameVersion, group);
    }

    /** With only those tokens counted whose mask is true. */
    public Sample withMask(boolean[] counted) {
        return new Sample(advantage, tokenAdvantages, behaviour, proximal, reference, counted, sameVersion, group);
    }

    /** With those tokens marked that were drawn with the weights that the step starts from. */
    public Sample withSameVersion(boolean[] tokens) {
        return new Sample(advantage, tokenAdvantages, behaviour, proximal, reference, mask, tokens, group);
    }

    /** Of this group of the step. */
    public Sample withGroup(int number) {
        return new Sample(advantage, tokenAdvantages, behaviour, proximal, reference, mask, sameVersion, number);
    }

    /** With no token counted: how overlong filtering takes a truncated completion out of the loss. */
    public Sample withoutCountedTokens() {
        return withMask(new boolean[behaviour.length]);
    }

    /** Token t's advantage. */
    double advantage(int t) {
        return tokenAdvantages == null ? advantage : tokenAdvantages[t];
    }

    /** Whether any advantage may be other than zero. */
    boolean hasAdvantage() {
        return tokenAdvantages != null || advantage != 0.0;
    }

    /** Completion tokens, counted or not. */
    public int length() {
        return behaviour.length;
    }

    /** Tokens that count. */
    public int countedTokens() {
        int counted = 0;
        for (int t = 0; t < behaviour.length; t++) {
            counted += counts(t) ? 1 : 0;
        }
        return counted;
    }

    /** Whether token t counts. */
    public boolean counts(int t) {
        return mask == null || mask[t];
    }

    /** Which tokens count. */
    boolean[] counted() {
        boolean[] counted = new boolean[behaviour.length];
        for (int t = 0; t < counted.length; t++) {
            counted[t] = counts(t);
        }
        return counted;
    }

    /** Whether token t was drawn with the weights that the step starts from. */
    boolean isSameVersion(int t) {
        return sameVersion != null && sameVersion[t];
    }
}
