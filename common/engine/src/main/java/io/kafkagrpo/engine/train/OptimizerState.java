package io.kafkagrpo.engine.train;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.torch.FlatVector;
import io.kafkagrpo.engine.torch.FlatWeights;
import io.kafkagrpo.engine.torch.HiddenMatrices;
import io.kafkagrpo.engine.torch.NotFiniteException;
import io.kafkagrpo.engine.torch.ParameterLayout;
import io.kafkagrpo.engine.torch.TorchDevice;
import io.kafkagrpo.engine.torch.TorchProgram;
import io.kafkagrpo.hash.Checksum;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Float32 master weights, moments and step count, on one device. Weights that Muon steps have a momentum as their
 * first moment, and no second.
 */
public final class OptimizerState implements AutoCloseable {

    /** Added to the norm before dividing by it, as torch.nn.utils.clip_grad_norm_ does. */
    private static final double CLIP_EPSILON = 1e-6;

    /** Values whose squares are added in float32. */
    private static final int NORM_ROW = 1 << 10;

    private final OptimizerSettings settings;
    private final TorchProgram vectors;
    private final FlatWeights masters;
    private final FlatWeights first;
    private final FlatVector second;
    private final @Nullable MuonStep muon; // null where AdamW steps everything
    private final PtNDManager manager;
    private final PtNDArray count; // what the fused kernel counts; the same number as steps
    private long steps;

    public OptimizerState(
            TorchDevice device, TorchProgram vectors, ParameterLayout layout, OptimizerSettings settings) {
        this.settings = settings;
        this.vectors = vectors;
        this.masters = new FlatWeights(device, vectors, layout, ComputeType.FLOAT32);
        this.first = new FlatWeights(device, vectors, layout, ComputeType.FLOAT32);
        this.manager = device.newManager();
        this.count = (PtNDArray) manager.create(0f);
        switch (settings.hiddenMatrices()) {
            case OptimizerSettings.ByAdamw _ -> {
                this.second = new FlatVector(device, vectors, layout.length(), ComputeType.FLOAT32);
                this.muon = null;
            }
            case OptimizerSettings.ByMuon(double momentum) -> {
                HiddenMatrices hidden = HiddenMatrices.of(layout);
                this.second = new FlatVector(device, vectors, hidden.otherValues(), ComputeType.FLOAT32);
                this.muon = new MuonStep(device, vectors, settings, momentum, hidden, masters, first, second);
            }
        }
    }

    public FlatWeights masters() {
        return masters;
    }

    /** Masters and moments in the order in which they are saved. */
    List<FlatVector> vectors() {
        return List.of(masters.vector(), first.vector(), second);
    }

    long steps() {
        return steps;
    }

    /** Sets the number of steps made, as a saved state says it. */
    void resumeAt(long stepsMade) {
        vectors.run("set", count, (double) stepsMade);
        steps = stepsMade;
    }

    /**
     * One step on a gradient, which is scaled in place where its norm exceeds the clip.
     *
     * @throws NotFiniteException naming the tensors whose gradient is not finite; nothing is changed then
     */
    public OptimizerStep step(FlatWeights gradient, double learningRate, double clip) {
        double norm = norm(gradient);
        if (!Double.isFinite(norm)) {
            throw new NotFiniteException("The gradient of step " + (steps + 1) + " is not finite in "
                    + String.join(", ", gradient.notFinite()) + ".");
        }
        double scale = Math.min(1, clip / (norm + CLIP_EPSILON));
        if (muon == null) {
            adamw(gradient, scale, learningRate);
        } else {
            muon.run(gradient.flat(), count, scale, learningRate);
        }
        steps++;
        return new OptimizerStep(steps, norm, scale);
    }

    private void adamw(FlatWeights gradient, double scale, double learningRate) {
        vectors.run(
                "adamw",
                List.of(masters.flat()),
                List.of(gradient.flat()),
                List.of(first.flat()),
                List.of(second.values()),
                List.of(count),
                scale,
                learningRate,
                settings.beta1(),
                settings.beta2(),
                settings.epsilon(),
                settings.weightDecay());
    }

    private double norm(FlatWeights gradient) {
        try (PtNDManager host = TorchDevice.newHostManager()) {
            return vectors.tensor("norm", host, gradient.flat(), NORM_ROW).toDoubleArray()[0];
        }
    }

    /** Over step count, masters and moments. */
    Checksum checksum(Checksum.Kind kind) {
        StateChecksum checksum = StateChecksum.of(kind, steps);
        for (FlatVector vector : vectors()) {
            checksum.add(vector);
        }
        return checksum.value();
    }

    @Override
    public void close() {
        if (muon != null) {
            muon.close();
        }
        manager.close();
        second.close();
        first.close();
        masters.close();
    }
}
