package io.kafkagrpo.compute;

/** The number format in which a device multiplies. Norms, softmax and log-probabilities are float32 in either. */
public enum ComputeType {
    FLOAT32(6, 4),
    BFLOAT16(15, 2);

    private final int scalarType;
    private final int byteSize;

    ComputeType(int scalarType, int byteSize) {
        this.scalarType = scalarType;
        this.byteSize = byteSize;
    }

    /**
     * The type of a name: {@code float32} or {@code bfloat16}, as a configuration has it, or the short {@code f32}
     * or {@code bf16}.
     *
     * @throws IllegalArgumentException with a sentence about any other name
     */
    public static ComputeType named(String name) {
        return switch (name) {
            case "float32", "f32" -> FLOAT32;
            case "bfloat16", "bf16" -> BFLOAT16;
            default ->
                throw new IllegalArgumentException(
                        "The compute type '%s' is neither float32 (f32) nor bfloat16 (bf16).".formatted(name));
        };
    }

    /** libtorch's number for the type. */
    public int scalarType() {
        return scalarType;
    }

    /** Bytes of one value. */
    public int byteSize() {
        return byteSize;
    }
}
