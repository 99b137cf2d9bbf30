package io.kafkagrpo.engine.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.kafkagrpo.compute.ComputeType;
import java.util.Arrays;

/**
 * What a device can do at best, measured on the spot: the bounds that an engine's figures are held against.
 *
 * @param matmulGflops product of two large matrices in the compute type, in 10⁹ floating-point operations a second
 * @param copyGigabytes bytes read and written by copying memory, in 10⁹ a second
 * @param readGigabytes bytes read by summing memory up, in 10⁹ a second
 */
public record MachineCeilings(double matmulGflops, double copyGigabytes, double readGigabytes) {

    private static final int CPU_MATRIX = 2048;
    /** A smaller product leaves a large GPU waiting for its next kernel. */
    private static final int GPU_MATRIX = 8192;

    /** 256 MiB of float32, far beyond any cache. */
    private static final int ROWS = 1 << 13;

    private static final int REPETITIONS = 7;

    /** Measures; takes a few seconds. The best of some repetitions counts, for a bound is what can be reached. */
    public static MachineCeilings measure(String deviceName, ComputeType type) {
        var device = TorchDevice.named(deviceName);
        try (var program = TorchProgram.ceilings(device);
                PtNDManager tensors = device.newManager()) {
            PtNDArray here = TorchDevice.tensor(tensors, 0);
            int size = device.isGpu() ? GPU_MATRIX : CPU_MATRIX;
            PtNDArray a = operand(program, tensors, size, type, here);
            PtNDArray b = operand(program, tensors, size, type, here);
            double multiplication = bestSeconds(program, "multiply", a, b);
            PtNDArray x = operand(program, tensors, ROWS, ComputeType.FLOAT32, here);
            PtNDArray y = operand(program, tensors, ROWS, ComputeType.FLOAT32, here);
            double bytes = (double) ROWS * ROWS * Float.BYTES;
            return new MachineCeilings(
                    2.0 * size * size * size / multiplication / 1e9,
                    2 * bytes / bestSeconds(program, "copy", x, y) / 1e9,
                    bytes / bestSeconds(program, "read", x) / 1e9);
        }
    }

    /** The larger of both ways to move memory, in 10⁹ bytes a second. */
    public double memoryGigabytes() {
        return Math.max(copyGigabytes, readGigabytes);
    }

    private static PtNDArray operand(
            TorchProgram program, PtNDManager tensors, int size, ComputeType type, PtNDArray here) {
        return program.tensor("operand", tensors, size, size, type.scalarType(), here);
    }

    private static double bestSeconds(TorchProgram program, String method, PtNDArray... operands) {
        var seconds = new double[REPETITIONS];
        for (int i = 0; i < REPETITIONS; i++) {
            long begun = System.nanoTime();
            try (PtNDManager results = TorchDevice.newHostManager()) {
                program.tensor(method, results, (Object[]) operands).toFloatArray();
            }
            seconds[i] = (System.nanoTime() - begun) / 1e9;
        }
        return Arrays.stream(seconds).min().orElseThrow();
    }
}
