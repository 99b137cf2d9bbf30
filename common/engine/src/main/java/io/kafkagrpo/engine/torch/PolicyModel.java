package io.kafkagrpo.engine.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.weights.DataType;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightChanges;
import io.kafkagrpo.model.weights.WeightFiles;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.model.weights.WeightReceiver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * A model's weights on one device in one compute type, which engines read. Not thread-safe: weights are replaced by
 * the thread that steps the engine, between two steps.
 */
public final class PolicyModel implements WeightReceiver, AutoCloseable {

    private final ModelConfig config;
    private final TorchDevice device;
    private final TorchProgram program;
    private final FlatWeights weights;
    private final ComputeType type;
    private final ValueScatter scatter;
    private final RotaryTable rotary;
    private long version;
    private long replacements;

    private PolicyModel(ModelConfig config, String deviceName, ComputeType type) {
        this.config = config;
        this.type = type;
        this.device = TorchDevice.named(deviceName);
        this.program = TorchProgram.weights(device);
        this.weights = new FlatWeights(device, program, ParameterLayout.of(config), type);
        this.scatter = ValueScatter.into(weights, device, program, type);
        this.rotary = new RotaryTable(device, config);
    }

    /**
     * Reads a model directory tensor by tensor to the device, in the stored precision as far as the compute
     * type has it.
     *
     * @param deviceName cpu or gpu:N
     * @throws ModelFormatException where files and configuration disagree
     */
    public static PolicyModel load(Path modelDirectory, ModelConfig config, String deviceName, ComputeType type) {
        var model = new PolicyModel(config, deviceName, type);
        try (var files = WeightFiles.open(modelDirectory, model.layout())) {
            for (int i = 0; i < model.layout().tensors().size(); i++) {
                model.weights.write(i, files.data(i), files.dtype(i));
            }
            return model;
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    /** A model of the given weights, as version 0. */
    public static PolicyModel of(ModelConfig config, HostWeights weights, String deviceName, ComputeType type) {
        var model = new PolicyModel(config, deviceName, type);
        model.replace(weights, 0);
        return model;
    }

    @Override
    public void replace(HostWeights newWeights, long newVersion) {
        if (!newWeights.layout().equals(layout())) {
            throw new IllegalArgumentException("The new weights have another layout than the model.");
        }
        scatter.settle();
        for (int i = 0; i < layout().tensors().size(); i++) {
            weights.write(i, newWeights.tensor(i), DataType.BF16);
        }
        version = newVersion;
        replacements++;
    }

    @Override
    public void change(List<WeightChanges> changes, long newVersion) {
        scatter.write(changes);
        version = newVersion;
        if (changes.stream().anyMatch(some -> some.size() > 0)) {
            replacements++;
        }
    }

    /**
     * The parameters as a generation program multiplies by them: matrices of other weights, and all else as it is here. May
     * run on another thread than the model's.
     *
     * @param program that packs
     * @param other of the same layout, which nobody changes meanwhile
     */
    public IValue packed(TorchProgram program, HostWeights other) {
        ParameterLayout parameters = weights.layout();
        long[] counts = new long[parameters.cuts().size()];
        try (PtNDManager host = TorchDevice.newHostManager()) {
            List<PtNDArray> bytes = new ArrayList<>();
            for (int i = 0; i < counts.length; i++) {
                if (parameters.isFactor(i)) {
                    counts[i] = parameters.pieces(i).size();
                    parameters.pieces(i).stream()
                            .map(tensor ->
                                    TorchDevice.bytes(host, other.tensor(tensor).asByteBuffer()))
                            .forEach(bytes::add);
                }
            }
            try (IValue pieces = TorchProgram.list(bytes)) {
                return program.call("pack_bytes", weights.parameterList(), pieces, TorchDevice.tensor(host, counts));
            }
        }
    }

    /** The version of the weights. */
    public long version() {
        return version;
    }

    /** How often weights were replaced, for what is derived from them. */
    public long replacements() {
        return replacements;
    }

    public ModelConfig config() {
        return config;
    }

    public TorchDevice device() {
        return device;
    }

    /** The weights of {@link #version}, to be asked for anew after each change. */
    public FlatWeights weights() {
        scatter.settle();
        return weights;
    }

    /**
     * {@code MixSum} of the weights as they are on the device. May run on another thread than the model's, while nobody
     * changes them.
     *
     * @param givenUp asked again and again; the sum is empty once it says so
     */
    public OptionalLong mixSum(BooleanSupplier givenUp) {
        scatter.settle();
        return weights.mixSum(type, givenUp);
    }

    public RotaryTable rotary() {
        return rotary;
    }

    private WeightLayout layout() {
        return weights.layout().weights();
    }

    @Override
    public void close() {
        scatter.settle();
        rotary.close();
        weights.close();
        program.close();
    }
}
