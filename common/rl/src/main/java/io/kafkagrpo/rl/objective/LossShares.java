package io.kafkagrpo.rl.objective;

/** What a loss consists of; shares of samples add up. */
public final class LossShares {
    private double policy;
    private double kl;
    private double entropy;

    void merge(LossShares other) {
        add(other.policy, other.kl, other.entropy);
    }

    void add(double ofPolicy, double ofKl, double ofEntropy) {
        policy += ofPolicy;
        kl += ofKl;
        entropy += ofEntropy;
    }

    /** All of it. */
    public double total() {
        return policy + kl + entropy;
    }

    /** The policy term's share. */
    public double policy() {
        return policy;
    }

    /** The KL penalty's, β included. */
    public double kl() {
        return kl;
    }

    /** The entropy bonus's, coefficient and sign included. */
    public double entropy() {
        return entropy;
    }
}
