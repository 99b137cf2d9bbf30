package io.kafkagrpo.engine.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.hash.MixSum;
import io.kafkagrpo.model.weights.DataType;
import io.kafkagrpo.model.weights.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * One value per weight on a device (weights, gradients, masters or moments), as a flat vector and as parameters.
 */
public final class FlatWeights implements AutoCloseable {

    private static final int FLOAT32 = 6;
    private static final int FLOAT16 = 5;
    private static final int BFLOAT16 = 15;

    private final ParameterLayout layout;
    private final TorchProgram program;
    private final FlatVector vector;
    private final List<PtNDArray> parameters;
    private final IValue parameterList;

    /** All zero. */
    public FlatWeights(TorchDevice device, TorchProgram program, ParameterLayout layout, ComputeType type) {
        this.layout = layout;
        this.program = program;
        this.vector = new FlatVector(device, program, layout.length(), type);
        List<long[]> cuts = layout.cuts();
        long[] numbers = cuts.stream().flatMapToLong(Arrays::stream).toArray();
        NDArray table = TorchDevice.tensor(vector.manager(), numbers).reshape(cuts.size(), 3);
        this.parameters = program.tensorsWithGraph("views", vector.manager(), flat(), (PtNDArray) table);
        this.parameterList = TorchProgram.list(parameters);
    }

    public ParameterLayout layout() {
        return layout;
    }

    /** The whole vector's tensor. */
    public PtNDArray flat() {
        return vector.values();
    }

    /** The whole vector. */
    public FlatVector vector() {
        return vector;
    }

    /** The parameters in the programs' order, sharing the vector's memory. */
    public List<PtNDArray> parameters() {
        return parameters;
    }

    /** The same as an argument that serves many calls. */
    public IValue parameterList() {
        return parameterList;
    }

    /** Writes a canonical tensor, converting it from the format of its bytes. */
    public void write(int tensor, MemorySegment bytes, DataType type) {
        long count = layout.weights().tensors().get(tensor).valueCount();
        int scalarType = switch (type) {
            case F32 -> FLOAT32;
            case F16 -> FLOAT16;
            case BF16 -> BFLOAT16;
        };
        vector.write(layout.start(tensor), count, bytes, type.byteSize(), scalarType);
    }

    /** Reads a canonical tensor as bf16, rounding to nearest, ties to even. */
    public void readBfloat16(int tensor, MemorySegment target) {
        long count = layout.weights().tensors().get(tensor).valueCount();
        for (long done = 0; done < count; done += FlatVector.WINDOW) {
            long length = Math.min(FlatVector.WINDOW, count - done);
            try (PtNDManager host = TorchDevice.newHostManager()) {
                PtNDArray bytes = program.tensor("read_bfloat16", host, flat(), layout.start(tensor) + done, length);
                target.asSlice(done * Short.BYTES, length * Short.BYTES)
                        .copyFrom(MemorySegment.ofBuffer(bytes.toByteBuffer(true)));
            }
        }
    }

    /**
     * {@link MixSum} of the bf16 values of a vector of weights, in canonical order; padding is left out.
     *
     * @param type bf16, or float32 that holds bf16 values
     * @param givenUp asked before each part; the sum is empty once it says so
     */
    OptionalLong mixSum(ComputeType type, BooleanSupplier givenUp) {
        MixSum.Values values =
                type == ComputeType.BFLOAT16 ? MixSum.Values.BFLOAT16 : MixSum.Values.BFLOAT16_IN_FLOAT32;
        long sum = 0;
        List<TensorSpec> tensors = layout.weights().tensors();
        for (int i = 0; i < tensors.size(); i++) {
            TensorSpec tensor = tensors.get(i);
            for (long done = 0; done < tensor.valueCount(); done += FlatVector.WINDOW) {
                if (givenUp.getAsBoolean()) {
                    return OptionalLong.empty();
                }
                long part = Math.min(FlatVector.WINDOW, tensor.valueCount() - done);
                sum += vector.mixSum(layout.start(i) + done, part, values, tensor.offset() + done);
            }
        }
        return OptionalLong.of(sum);
    }

    /** A canonical tensor as float32; for tests and messages, within the limits of an array. */
    public float[] readFloats(int tensor) {
        int count = Math.toIntExact(layout.weights().tensors().get(tensor).valueCount());
        try (PtNDManager host = TorchDevice.newHostManager()) {
            return program.tensor("read_float32", host, flat(), layout.start(tensor), count)
                    .toFloatArray();
        }
    }

    /** Names of the canonical tensors that hold NaN or infinity. */
    public List<String> notFinite() {
        var names = new ArrayList<String>();
        List<TensorSpec> tensors = layout.weights().tensors();
        for (int i = 0; i < tensors.size(); i++) {
            try (PtNDManager host = TorchDevice.newHostManager()) {
                PtNDArray flag = program.tensor(
                        "not_finite",
                        host,
                        flat(),
                        layout.start(i),
                        tensors.get(i).valueCount());
                if (flag.toLongArray()[0] != 0) {
                    names.add(tensors.get(i).name());
                }
            }
        }
        return names;
    }

    @Override
    public void close() {
        parameterList.close();
        vector.close();
    }
}
