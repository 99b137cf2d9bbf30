package io.kafkagrpo.compute;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a device is called: {@code cpu}, or {@code gpu:N} for the N-th CUDA device. Whether it is there is the
 * engine's to say.
 */
public sealed interface DeviceName {
    /** What is allowed, in words. */
    String ALLOWED = "cpu or gpu:N";

    /** The host's processor. */
    record Cpu() implements DeviceName {}

    /**
     * A CUDA device.
     *
     * @param index as CUDA counts them, from 0
     */
    record Gpu(int index) implements DeviceName {}

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException with a sentence about any other text
     */
    static DeviceName parse(String text) {
        if (text.equals("cpu")) {
            return new Cpu();
        }
        Matcher gpu = Pattern.compile("gpu:(\\d{1,3})").matcher(text);
        if (!gpu.matches()) {
            throw new IllegalArgumentException("Device %s is unknown; allowed are cpu and gpu:N.".formatted(text));
        }
        return new Gpu(Integer.parseInt(gpu.group(1)));
    }

    /** Whether a text names a device. */
    static boolean isOne(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }
}
