package io.kafkagrpo.model.weights;

/** The number formats in which weights may be stored, by their safetensors names. */
public enum DataType {
    F32(4),
    F16(2),
    BF16(2);

    private final int byteSize;

    DataType(int byteSize) {
        this.byteSize = byteSize;
    }

    /** Bytes of one value. */
    public int byteSize() {
        return byteSize;
    }
}
