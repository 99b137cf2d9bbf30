package io.kafkagrpo.engine.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.kafkagrpo.compute.DeviceName;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/** A device that computes: {@code cpu}, or {@code gpu:N} for the N-th CUDA device. */
public final class TorchDevice {

    private final Device device;

    private TorchDevice(Device device) {
        this.device = device;
    }

    /**
     * The device of a name.
     *
     * @throws IllegalArgumentException where the name is neither cpu nor gpu:N
     * @throws NoSuchDeviceException where the machine has no such GPU
     */
    public static TorchDevice named(String name) {
        return switch (DeviceName.parse(name)) {
            case DeviceName.Cpu _ -> new TorchDevice(Device.cpu());
            case DeviceName.Gpu(int index) -> {
                int count = engine().getGpuCount();
                if (index >= count) {
                    throw new NoSuchDeviceException(
                            "Device " + name + " is not there: libtorch sees " + count + " GPUs.");
                }
                yield new TorchDevice(Device.gpu(index));
            }
        };
    }

    static Engine engine() {
        return Engine.getEngine("PyTorch");
    }

    /** As {@link #named} takes it. */
    public String name() {
        return isGpu() ? "gpu:" + device.getDeviceId() : "cpu";
    }

    boolean isGpu() {
        return device.isGpu();
    }

    /**
     * Whether products without gradient are faster with weights packed for oneDNN: on x86, where libtorch has it.
     */
    public boolean packsWeights() {
        return !isGpu() && System.getProperty("os.arch").equals("amd64");
    }

    /** A manager that owns tensors of this device until it is closed. */
    public PtNDManager newManager() {
        return (PtNDManager) engine().newBaseManager(device);
    }

    /** A manager that owns tensors of the host until it is closed. */
    public static PtNDManager newHostManager() {
        return (PtNDManager) engine().newBaseManager(Device.cpu());
    }

    /** An int64 tensor [values.length] on the manager's device. */
    public static PtNDArray tensor(PtNDManager manager, long... values) {
        return manager.create(LongBuffer.wrap(values), new Shape(values.length), DataType.INT64);
    }

    /** Host bytes as a tensor that shares their memory: the buffer must be direct. */
    static PtNDArray bytes(PtNDManager manager, ByteBuffer direct) {
        return manager.create(direct, new Shape(direct.remaining()), DataType.UINT8);
    }
}
