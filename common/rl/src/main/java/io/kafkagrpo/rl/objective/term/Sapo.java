package io.kafkagrpo.rl.objective.term;

/**
 * A smooth gate in the clip's place: −(4/τ) σ(τ (r − 1)) A, τ by the sign of A (SAPO, arXiv:2511.20347).
 *
 * @param temperaturePositive τ where A is above zero
 * @param temperatureNegative τ elsewhere
 */
public record Sapo(double temperaturePositive, double temperatureNegative) implements TokenPolicyTerm {
    /** Refuses temperatures that are not positive. */
    public Sapo {
        if (!(temperaturePositive > 0.0 && temperatureNegative > 0.0)) {
            throw new IllegalArgumentException(
                    "SAPO temperatures %s and %s must be above 0".formatted(temperaturePositive, temperatureNegative));
        }
    }

    @Override
    public void evaluate(TokenInput in, TokenTerm out) {
        double advantage = in.advantage;
        double ratio = in.ratio;
        double temperature = advantage > 0.0 ? temperaturePositive : temperatureNegative;
        double x = temperature * (ratio - 1.0);
        double decay = Math.exp(-Math.abs(x));
        double gate = x >= 0.0 ? 1.0 / (1.0 + decay) : decay / (1.0 + decay);
        out.loss = -gate * 4.0 / temperature * advantage;
        double gateSlope = decay / ((1.0 + decay) * (1.0 + decay));
        out.slopeByLogRatio = -4.0 * advantage * gateSlope * ratio;
    }
}
