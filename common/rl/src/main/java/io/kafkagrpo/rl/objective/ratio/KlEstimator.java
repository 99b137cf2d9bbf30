package io.kafkagrpo.rl.objective.ratio;

/**
 * Estimators of the KL divergence from the reference policy, per token, as functions of
 * d = log π(token) − log π_ref(token) (Schulman, "Approximating KL divergence", 2020).
 */
public enum KlEstimator {
    /** d. Unbiased, high variance, may be negative. */
    K1 {
        @Override
        public double value(double d) {
            return d;
        }

        @Override
        public double slope(double d) {
            return 1.0;
        }
    },
    /** d² / 2: its gradient is the unbiased one of the KL divergence. */
    K2 {
        @Override
        public double value(double d) {
            return 0.5 * d * d;
        }

        @Override
        public double slope(double d) {
            return d;
        }
    },
    /** exp(−d) + d − 1: unbiased, never negative. The tutorial's and TRL's. */
    K3 {
        @Override
        public double value(double d) {
            return Math.expm1(LogRatioBounds.NONE.clamp(-d)) + d;
        }

        @Override
        public double slope(double d) {
            return 1.0 - LogRatioBounds.NONE.slope(-d) * Math.exp(LogRatioBounds.NONE.clamp(-d));
        }
    },
    /** |d|, with slope 0 at 0. */
    ABS {
        @Override
        public double value(double d) {
            return Math.abs(d);
        }

        @Override
        public double slope(double d) {
            return Math.signum(d);
        }
    },
    /** {@link #K3} with d held to ±20 and the value to ±10, the slope zero beyond: verl's k3 and low_var_kl. */
    LOW_VAR_KL {
        @Override
        public double value(double d) {
            double bounded = LogRatioBounds.TWENTY.clamp(d);
            return Math.min(LARGEST, Math.expm1(-bounded) + bounded);
        }

        @Override
        public double slope(double d) {
            boolean inside = LogRatioBounds.TWENTY.slope(d) == 1.0 && Math.expm1(-d) + d <= LARGEST;
            return inside ? -Math.expm1(-d) : 0.0;
        }
    },
    /** The value of {@link #K1} with the slope of {@link #K2} (verl's "k1+"). */
    K1_STRAIGHT_THROUGH {
        @Override
        public double value(double d) {
            return K1.value(d);
        }

        @Override
        public double slope(double d) {
            return K2.slope(d);
        }
    },
    /** The value of {@link #LOW_VAR_KL} with the slope of {@link #K2} (verl's "k3+"). */
    K3_STRAIGHT_THROUGH {
        @Override
        public double value(double d) {
            return LOW_VAR_KL.value(d);
        }

        @Override
        public double slope(double d) {
            return K2.slope(d);
        }
    };

    private static final double LARGEST = 10.0;

    /** The estimate in nats at d = log π − log π_ref. */
    public abstract double value(double d);

    /** d estimate / d log π. */
    public abstract double slope(double d);
}
