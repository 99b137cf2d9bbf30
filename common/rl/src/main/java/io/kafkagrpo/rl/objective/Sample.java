package io.kafkagrpo.rl.objective;

import org.jspecify.annotations.Nullable;

/**
 * One completion of a training step, as the objective sees it. Immutable by convention: the arrays are not copied.
 * Log-probabilities are in nats, one per completion token; values at tokens that do not count may be anything.
 */
public final class Sample {
    private final double advantage;
    private final double[] behaviour;
    private final double @Nullable [] proximal;
    private final double @Nullable [] reference;
    private final boolean @Nullable [] mask;
    private final boolean @Nullable [] sameVersion;
    private final int countedTokens;

    private Sample(
            double advantage,
            double[] behaviour,
            double @Nullable [] proximal,
            double @Nullable [] reference,
            boolean @Nullable [] mask,
            boolean @Nullable [] sameVersion) {
        this.advantage = advantage;
        this.behaviour = behaviour;
        this.proximal = proximal;
        this.reference = reference;
        this.mask = mask;
        this.sameVersion = sameVersion;
        int counted = 0;
        for (int t = 0; t < behaviour.length; t++) {
            counted += mask == null || mask[t] ? 1 : 0;
        }
        this.countedTokens = counted;
    }

    /**
     * A sample whose tokens all count.
     *
     * @param advantage the completion's advantage
     * @param behaviour the sampler's own log-probability of each token
     */
    public static Sample of(double advantage, double[] behaviour) {
        if (!Double.isFinite(advantage)) {
            throw new IllegalArgumentException("advantage %s must be finite".formatted(advantage));
        }
        return new Sample(advantage, behaviour, null, null, null, null);
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

    /**
     * With the log-probabilities of the policy at the step's start. Without them the current ones serve, detached.
     */
    public Sample withProximal(double[] values) {
        return new Sample(advantage, behaviour, checked(values, "proximal"), reference, mask, sameVersion);
    }

    /** With the log-probabilities of the frozen reference model. */
    public Sample withReference(double[] values) {
        return new Sample(advantage, behaviour, proximal, checked(values, "reference"), mask, sameVersion);
    }

    /** With only those tokens counted whose mask is true. */
    public Sample withMask(boolean[] counted) {
        return new Sample(advantage, behaviour, proximal, reference, checked(counted, "mask"), sameVersion);
    }

    /**
     * With those tokens marked that were drawn with the very weights that the step starts from; without, none was.
     */
    public Sample withSameVersion(boolean[] tokens) {
        return new Sample(advantage, behaviour, proximal, reference, mask, checked(tokens, "same version"));
    }

    /** With no token counted: how overlong filtering takes a truncated completion out of the loss. */
    public Sample withoutCountedTokens() {
        return withMask(new boolean[behaviour.length]);
    }

    private double[] checked(double[] values, String name) {
        if (values.length != behaviour.length) {
            throw new IllegalArgumentException("%s log-probabilities have %d entries for %d tokens"
                    .formatted(name, values.length, behaviour.length));
        }
        return values;
    }

    private boolean[] checked(boolean[] values, String name) {
        if (values.length != behaviour.length) {
            throw new IllegalArgumentException(
                    "%s has %d entries for %d tokens".formatted(name, values.length, behaviour.length));
        }
        return values;
    }

    /** The completion's advantage. */
    public double advantage() {
        return advantage;
    }

    /** Completion tokens, counted or not. */
    public int length() {
        return behaviour.length;
    }

    /** Tokens that count. */
    public int countedTokens() {
        return countedTokens;
    }

    /** Whether token t counts. */
    public boolean counts(int t) {
        return mask == null || mask[t];
    }

    /** Whether token t was drawn with the weights that the step starts from. */
    boolean isSameVersion(int t) {
        return sameVersion != null && sameVersion[t];
    }

    double[] behaviour() {
        return behaviour;
    }

    double @Nullable [] proximal() {
        return proximal;
    }

    double @Nullable [] reference() {
        return reference;
    }
}
