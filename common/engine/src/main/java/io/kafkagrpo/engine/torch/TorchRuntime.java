package io.kafkagrpo.engine.torch;

import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * libtorch in this process: loaded once, with a fixed number of threads.
 *
 * @param libtorchVersion its version, such as 2.7.1
 * @param libraryPath the directory it was loaded from
 * @param threads threads that one operation may use
 * @param devices the devices it sees: cpu, then gpu:0 and so on
 */
public record TorchRuntime(String libtorchVersion, String libraryPath, int threads, List<String> devices) {

    private static final Logger LOG = LoggerFactory.getLogger(TorchRuntime.class);
    private static final Path NVIDIA_DRIVER = Path.of("/proc/driver/nvidia/version");

    private static @Nullable TorchRuntime started;

    public TorchRuntime {
        devices = List.copyOf(devices);
    }

    /**
     * Loads libtorch, or returns what was loaded before.
     *
     * @param threads threads for each operation, at least 1; at most the cores that the process really has, for
     *     libtorch slows down by an order of magnitude where it has to wait for threads that don't run
     * @throws IllegalArgumentException where threads is below 1
     * @throws IllegalStateException where libtorch was started with another number of threads
     */
    public static synchronized TorchRuntime start(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("The engine needs at least 1 thread, not " + threads + ".");
        }
        if (started == null) {
            started = load(threads);
        }
        if (started.threads() != threads) {
            throw new IllegalStateException("libtorch runs with " + started.threads()
                    + " threads in this process; it can't be started again with " + threads + ".");
        }
        return started;
    }

    private static TorchRuntime load(int threads) {
        // DJL reads this when it loads the engine; a value that the user set wins
        setDefault("ai.djl.pytorch.num_threads", Integer.toString(threads));
        setDefault("ai.djl.pytorch.num_interop_threads", "1");
        setDefault("ai.djl.pytorch.graph_optimizer", "false");
        setDefault("OPT_OUT_TRACKING", "true");
        Engine engine = TorchDevice.engine();
        JniUtils.setNumThreads(threads);
        var devices = new ArrayList<String>();
        devices.add("cpu");
        for (int i = 0; i < engine.getGpuCount(); i++) {
            devices.add("gpu:" + i);
        }
        var runtime = new TorchRuntime(engine.getVersion(), LibUtils.getLibtorchPath(), threads, devices);
        LOG.info(
                "libtorch {} from {} with {} threads; devices: {}.",
                runtime.libtorchVersion(),
                runtime.libraryPath(),
                threads,
                String.join(", ", devices));
        if (devices.size() == 1 && Files.exists(NVIDIA_DRIVER)) {
            warnOfUnusedGpu(engine, runtime);
        }
        return runtime;
    }

    private static void warnOfUnusedGpu(Engine engine, TorchRuntime runtime) {
        if (engine.hasCapability(StandardCapabilities.CUDA)) {
            // DJL counts the devices through the CUDA runtime's own library, not through libtorch
            LOG.warn("This machine has an NVIDIA GPU and libtorch can use it, but DJL can't count the GPUs without"
                    + " libcudart. Put the folder that holds libcudart.so into LD_LIBRARY_PATH to use it.");
        } else {
            LOG.warn(
                    "This machine has an NVIDIA GPU, but the libtorch that was loaded computes on the CPU only."
                            + " Set PYTORCH_LIBRARY_PATH to a CUDA libtorch {}, PYTORCH_VERSION and PYTORCH_FLAVOR to use it.",
                    runtime.libtorchVersion());
        }
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
