package io.kafkagrpo.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.kafkagrpo.engine.torch.FlatVector;
import io.kafkagrpo.engine.torch.FlatWeights;
import io.kafkagrpo.engine.torch.HiddenMatrices;
import io.kafkagrpo.engine.torch.TorchDevice;
import io.kafkagrpo.engine.torch.TorchProgram;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A step of Muon on the hidden matrices and of AdamW on all other weights. The first moments hold a matrix's
 * momentum where Muon steps it; second moments are of the others alone.
 */
final class MuonStep implements AutoCloseable {
    private final TorchDevice device;
    private final TorchProgram vectors;
    private final TorchProgram muon;
    private final PtNDManager manager;
    private final OptimizerSettings settings;
    private final double momentum;
    private final PtNDArray master;
    private final PtNDArray first;
    private final PtNDArray matrices;
    private final PtNDArray others;
    private final List<PtNDArray> masterOthers;
    private final List<PtNDArray> firstOthers;
    private final List<PtNDArray> secondOthers;

    MuonStep(
            TorchDevice device,
            TorchProgram vectors,
            OptimizerSettings settings,
            double momentum,
            HiddenMatrices layout,
            FlatWeights masters,
            FlatWeights first,
            FlatVector second) {
        this.device = device;
        this.vectors = vectors;
        this.muon = TorchProgram.muon(device);
        this.manager = device.newManager();
        this.settings = settings;
        this.momentum = momentum;
        this.master = masters.flat();
        this.first = first.flat();
        this.matrices = table(layout.matrices());
        this.others = table(layout.others());
        this.masterOthers = views(manager, master, others);
        this.firstOthers = views(manager, this.first, others);
        this.secondOthers = views(manager, second.values(), table(layout.othersPacked()));
    }

    private PtNDArray table(List<long[]> rows) {
        long[] numbers = rows.stream().flatMapToLong(Arrays::stream).toArray();
        NDArray table = TorchDevice.tensor(manager, numbers).reshape(rows.size(), 3);
        return (PtNDArray) table;
    }

    private List<PtNDArray> views(PtNDManager owner, PtNDArray vector, PtNDArray cuts) {
        return vectors.tensorsWithGraph("views", owner, vector, cuts);
    }

    /** @param count AdamW's number of steps, which the step raises */
    void run(PtNDArray gradient, PtNDArray count, double scale, double learningRate) {
        if (scale != 1) {
            muon.run("scale", gradient, scale);
        }
        try (PtNDManager ofStep = device.newManager()) {
            vectors.run(
                    "adamw",
                    masterOthers,
                    views(ofStep, gradient, others),
                    firstOthers,
                    secondOthers,
                    Collections.nCopies(masterOthers.size(), count),
                    1.0,
                    learningRate,
                    settings.beta1(),
                    settings.beta2(),
                    settings.epsilon(),
                    settings.weightDecay());
        }
        muon.run("step", master, gradient, first, matrices, learningRate, momentum, settings.weightDecay());
    }

    @Override
    public void close() {
        manager.close();
        muon.close();
    }
}
