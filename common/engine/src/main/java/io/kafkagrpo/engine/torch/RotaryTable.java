package io.kafkagrpo.engine.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.RopeScaling;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Cosines and sines of the rotary embedding (Su et al. 2021) on a device, grown as longer sequences come.
 *
 * <p>Frequencies are f_i = theta^(-2i/d), rescaled where the model asks for it, and computed in float32 as
 * transformers does. The sine of the first half carries the minus sign of "rotate half", so a rotation is
 * x·cos + roll(x)·sin.
 */
public final class RotaryTable implements AutoCloseable {

    private static final int FIRST_LENGTH = 256;

    private final TorchDevice device;
    private final int headDim;
    private final float[] frequencies;
    private PtNDManager manager;
    private List<PtNDArray> tables;
    private IValue list;
    private int length;

    public RotaryTable(TorchDevice device, ModelConfig config) {
        this.device = device;
        this.headDim = config.headDim();
        this.frequencies = frequencies(config);
        this.length = FIRST_LENGTH;
        this.manager = device.newManager();
        this.tables = build(manager, length);
        this.list = TorchProgram.list(tables);
    }

    static float[] frequencies(ModelConfig config) {
        RopeScaling scaling = config.ropeScaling();
        var frequencies = new float[config.headDim() / 2];
        for (int i = 0; i < frequencies.length; i++) {
            float exponent = (float) (2 * i) / config.headDim();
            float frequency = (float) (1.0 / (float) Math.pow((float) config.ropeTheta(), exponent));
            frequencies[i] = scaling == null ? frequency : (float) rescale(frequency, scaling);
        }
        return frequencies;
    }

    private static double rescale(double frequency, RopeScaling scaling) {
        double wavelength = 2 * Math.PI / frequency;
        double context = scaling.originalContextLength();
        if (wavelength < context / scaling.highFrequencyFactor()) {
            return frequency;
        }
        if (wavelength > context / scaling.lowFrequencyFactor()) {
            return frequency / scaling.factor();
        }
        double share = (context / wavelength - scaling.lowFrequencyFactor())
                / (scaling.highFrequencyFactor() - scaling.lowFrequencyFactor());
        return (1 - share) * frequency / scaling.factor() + share * frequency;
    }

    /** Cosines and sines [at least positions, head dimension], as the programs take them. */
    public List<PtNDArray> upTo(int positions) {
        grow(positions);
        return tables;
    }

    /** The same as an argument that serves many calls, until the next longer one. */
    public IValue listUpTo(int positions) {
        grow(positions);
        return list;
    }

    private void grow(int positions) {
        if (positions <= length) {
            return;
        }
        close();
        length = Math.max(positions, 2 * length);
        manager = device.newManager();
        tables = build(manager, length);
        list = TorchProgram.list(tables);
    }

    private List<PtNDArray> build(PtNDManager owner, int positions) {
        var cosines = new float[positions * headDim];
        var sines = new float[positions * headDim];
        int half = headDim / 2;
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < half; i++) {
                float angle = position * frequencies[i];
                int at = position * headDim + i;
                cosines[at] = cosines[at + half] = (float) Math.cos(angle);
                sines[at + half] = (float) Math.sin(angle);
                sines[at] = -sines[at + half];
            }
        }
        var shape = new Shape(positions, headDim);
        return List.of(
                owner.create(FloatBuffer.wrap(cosines), shape, DataType.FLOAT32),
                owner.create(FloatBuffer.wrap(sines), shape, DataType.FLOAT32));
    }

    @Override
    public void close() {
        list.close();
        manager.close();
    }
}
