package io.kafkagrpo.engine.torch;

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

    /** libtorch's number for the type. */
    int scalarType() {
        return scalarType;
    }

    /** Bytes of one value. */
    public int byteSize() {
        return byteSize;
    }
}
