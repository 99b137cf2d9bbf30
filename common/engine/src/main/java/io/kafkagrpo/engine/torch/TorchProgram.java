package io.kafkagrpo.engine.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.kafkagrpo.engine.torch.ProgramArchives.Products;
import io.kafkagrpo.model.ModelConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A loaded TorchScript module and the ways to call its methods. Arguments are tensors (PtNDArray), lists of
 * tensors, long, int, double and boolean values, or an {@link IValue} that the caller keeps; what a call makes of
 * them is freed by it.
 *
 * <p>Methods may be called from several threads at once, each with its own tensors.
 */
public final class TorchProgram implements AutoCloseable {

    private static final String METHOD = "module_method:";

    /**
     * The graph executor profiles its first runs and then runs other, fused code. Without it the same inputs give
     * the same bits from the first call on, and shapes may change freely. The setting is per thread.
     */
    private static final ThreadLocal<Boolean> PLAIN_EXECUTOR = ThreadLocal.withInitial(() -> {
        JniUtils.setGraphExecutorOptimize(false);
        return true;
    });

    private final PtNDManager manager;
    private final PtSymbolBlock block;

    private TorchProgram(PtNDManager manager, PtSymbolBlock block) {
        this.manager = manager;
        this.block = block;
    }

    /** The program that generates tokens for a model. */
    public static TorchProgram generator(TorchDevice device, ModelConfig config) {
        return load(
                device, ProgramArchives.generator(config, device.packsWeights() ? Products.PACKED : Products.PLAIN));
    }

    /** The program that scores and trains a model. */
    public static TorchProgram training(TorchDevice device, ModelConfig config) {
        return load(device, ProgramArchives.trainer(config));
    }

    /** The program that handles flat weight vectors. */
    public static TorchProgram weights(TorchDevice device) {
        return load(device, ProgramArchives.weights());
    }

    /** The program that makes Muon's steps. */
    public static TorchProgram muon(TorchDevice device) {
        return load(device, ProgramArchives.muon());
    }

    /** The program that measures what a device can do. */
    static TorchProgram ceilings(TorchDevice device) {
        return load(device, ProgramArchives.ceilings());
    }

    private static TorchProgram load(TorchDevice device, InputStream archive) {
        PtNDManager manager = device.newManager();
        try (archive) {
            return new TorchProgram(manager, JniUtils.loadModule(manager, archive, false, false));
        } catch (IOException e) {
            manager.close();
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a method whose result doesn't matter. */
    public void run(String method, Object... arguments) {
        call(method, arguments).close();
    }

    /** Runs a method that returns a tensor, without gradient; the manager owns it. */
    public PtNDArray tensor(String method, PtNDManager results, Object... arguments) {
        try (IValue result = call(method, arguments)) {
            return result.toTensor(results);
        }
    }

    /** Runs a method that returns a list of tensors, without gradient; the manager owns them. */
    public List<PtNDArray> tensors(String method, PtNDManager results, Object... arguments) {
        try (IValue result = call(method, arguments)) {
            return List.of(result.toTensorArray(results));
        }
    }

    /** Runs a method without gradient; its result may be an argument of many calls, and the caller closes it. */
    public IValue call(String method, Object... arguments) {
        PLAIN_EXECUTOR.get();
        var values = new IValue[arguments.length];
        var made = new ArrayList<IValue>();
        try {
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] instanceof IValue kept) {
                    values[i] = kept;
                } else {
                    values[i] = value(arguments[i]);
                    made.add(values[i]);
                }
            }
            return IValueUtils.runMethod(block, method, values);
        } catch (EngineException e) {
            throw explained(method, e);
        } finally {
            made.forEach(IValue::close);
        }
    }

    /**
     * Runs a method outside of inference mode, so that its operations may build a graph and its results may take
     * part in one. Arguments are tensors and non-empty lists of tensors only; the results belong to the manager.
     */
    public List<PtNDArray> tensorsWithGraph(String method, PtNDManager results, Object... arguments) {
        PLAIN_EXECUTOR.get();
        var inputs = new NDList();
        // DJL takes the method from an array's name, and makes the results its manager's
        NDArray selector = results.create(0);
        selector.setName(METHOD + method);
        inputs.add(selector);
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case PtNDArray tensor -> {
                    tensor.setName(null);
                    inputs.add(tensor);
                }
                case List<?> tensors -> {
                    // DJL gathers arrays that share a name of this form into one list
                    String name = "argument" + i + "[]";
                    tensors.forEach(tensor -> {
                        var array = (PtNDArray) tensor;
                        array.setName(name);
                        inputs.add(array);
                    });
                }
                default -> throw new IllegalArgumentException("Not a tensor: " + arguments[i]);
            }
        }
        JniUtils.setGradMode(true);
        try {
            var list = new ArrayList<PtNDArray>();
            for (NDArray array : IValueUtils.forward(block, inputs, true)) {
                list.add((PtNDArray) array);
            }
            return list;
        } catch (EngineException e) {
            throw explained(method, e);
        } finally {
            JniUtils.setGradMode(false);
            selector.close();
        }
    }

    /** libtorch's allocators say it in these words on the CPU and on CUDA. */
    private static RuntimeException explained(String method, EngineException e) {
        var message = String.valueOf(e.getMessage());
        if (!message.contains("can't allocate memory") && !message.contains("out of memory")) {
            return e;
        }
        String asked = message.lines()
                .filter(line -> line.contains("allocate"))
                .findFirst()
                .orElse("out of memory")
                .strip();
        return new DeviceMemoryException(
                "No memory for " + method + " (" + asked + "). A smaller token budget or recomputed activations lower"
                        + " what training takes; fewer slots or a shorter context what generation takes.",
                e);
    }

    private static IValue value(Object argument) {
        return switch (argument) {
            case PtNDArray tensor -> IValue.from(tensor);
            case Long number -> IValue.from(number);
            case Integer number -> IValue.from((long) number);
            case Double number -> IValue.from(number);
            case Boolean flag -> IValue.from(flag);
            case List<?> tensors -> list(tensors);
            default -> throw new IllegalArgumentException("A program takes no " + argument.getClass());
        };
    }

    /** A list argument that may serve many calls; the caller closes it. */
    public static IValue list(List<?> tensors) {
        return IValue.listFrom(tensors.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
