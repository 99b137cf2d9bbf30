package io.kafkagrpo.engine.generate;

import ai.djl.pytorch.jni.IValue;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.torch.TorchProgram;
import io.kafkagrpo.model.weights.HostWeights;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A model's parameters as the generation program multiplies by them, made anew when the model's weights have changed,
 * unless another thread has made those of the next version already.
 */
final class PackedWeights implements AutoCloseable {

    private final PolicyModel model;
    private final TorchProgram program;
    private final AtomicReference<@Nullable Staged> staged = new AtomicReference<>();
    private volatile CompletableFuture<?> freed = CompletableFuture.completedFuture(true);
    private IValue packed;
    private long replacements;

    /** Parameters of a version that is to come. */
    private record Staged(long version, IValue parameters) {}

    PackedWeights(PolicyModel model, TorchProgram program) {
        this.model = model;
        this.program = program;
        this.packed = pack();
    }

    /**
     * Makes the parameters of a version that the model will soon hold; on any thread.
     *
     * @param next its weights, which nobody changes meanwhile
     */
    void stage(HostWeights next, long version) {
        if (model.device().packsWeights()) {
            // first, so that there is never more than one besides those in use
            discard(staged.getAndSet(null));
            freed.join();
            discard(staged.getAndSet(new Staged(version, model.packed(program, next))));
        }
    }

    /** The parameters, valid until the model's weights change. */
    IValue parameters() {
        if (replacements != model.replacements()) {
            Staged ready = staged.getAndSet(null);
            if (ready != null && ready.version() == model.version()) {
                replacements = model.replacements();
                // elsewhere, for the system takes its time to get gigabytes back
                freed = CompletableFuture.runAsync(packed::close);
                packed = ready.parameters();
            } else {
                packed.close(); // first, so that there is never more than one copy
                discard(ready);
                packed = pack();
            }
        }
        return packed;
    }

    private IValue pack() {
        replacements = model.replacements();
        return program.call("pack", model.weights().parameterList());
    }

    private static void discard(@Nullable Staged unused) {
        if (unused != null) {
            unused.parameters().close();
        }
    }

    @Override
    public void close() {
        discard(staged.getAndSet(null));
        freed.join();
        packed.close();
    }
}
