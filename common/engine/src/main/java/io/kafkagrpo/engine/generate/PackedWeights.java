package io.kafkagrpo.engine.generate;

import ai.djl.pytorch.jni.IValue;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.torch.TorchProgram;

/**
 * A model's parameters as the generation program multiplies by them, made anew when the model's
 * weights were replaced.
 */
final class PackedWeights implements AutoCloseable {

    private final PolicyModel model;
    private final TorchProgram program;
    private IValue packed;
    private long replacements;

    PackedWeights(PolicyModel model, TorchProgram program) {
        this.model = model;
        this.program = program;
        this.packed = pack();
    }

    /** The parameters, valid until the model's weights are replaced. */
    IValue parameters() {
        if (replacements != model.replacements()) {
            packed.close(); // first, so that there is never more than one copy
            packed = pack();
        }
        return packed;
    }

    private IValue pack() {
        replacements = model.replacements();
        return program.call("pack", model.weights().parameterList());
    }

    @Override
    public void close() {
        packed.close();
    }
}
