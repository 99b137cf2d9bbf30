package io.kafkagrpo.model;

/**
 * Llama 3's rescaling of the rotary frequencies ({@code rope_scaling} with {@code rope_type: llama3}).
 *
 * <p>With wavelength w = 2π/f of a frequency f and original context length n: f stays where
 * w &lt; n/highFrequencyFactor, becomes f/factor where w &gt; n/lowFrequencyFactor, and in between is
 * (1 − s)·f/factor + s·f with s = (n/w − lowFrequencyFactor) / (highFrequencyFactor − lowFrequencyFactor).
 *
 * @param factor by how much low frequencies are divided, at least 1
 * @param lowFrequencyFactor the bound of the low frequencies, in waves per original context
 * @param highFrequencyFactor the bound of the high frequencies, greater than the low one
 * @param originalContextLength the context length before the model was extended, in tokens
 */
public record RopeScaling(
        double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalContextLength) {}
