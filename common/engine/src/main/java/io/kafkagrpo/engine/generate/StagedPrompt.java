package io.kafkagrpo.engine.generate;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.kafkagrpo.engine.torch.TorchDevice;
import org.jspecify.annotations.Nullable;

/** A group whose prompt is being read, or is read and has members that wait for a slot. */
final class StagedPrompt {
    private final GenerationRequest request;
    private long version;
    private int read;
    private int joined;
    private @Nullable PtNDManager manager;
    private @Nullable PtNDArray hidden;

    /** @param version the weights that read the prompt */
    StagedPrompt(GenerationRequest request, long version) {
        this.request = request;
        this.version = version;
    }

    GenerationRequest request() {
        return request;
    }

    long version() {
        return version;
    }

    /** How many tokens of the prompt are read. */
    int tokensRead() {
        return read;
    }

    boolean isRead() {
        return read == request.promptIds().length;
    }

    /** Members that have no slot yet. */
    int waiting() {
        return request.seeds().length - joined;
    }

    /** The member that joins now. */
    int nextMember() {
        return joined++;
    }

    /** The last hidden state of the prompt, from which each member's first token is drawn. */
    PtNDArray hidden() {
        if (hidden == null || !isRead()) {
            throw new IllegalStateException("A group joins before its prompt is read.");
        }
        return hidden;
    }

    /** A manager for what the next chunk gives; what the one before gave is released. */
    PtNDManager newManager(TorchDevice device) {
        release();
        PtNDManager next = device.newManager();
        manager = next;
        return next;
    }

    /** Notes that the prompt is read up to a token, with the hidden state there. */
    void readUpTo(int end, PtNDArray last) {
        hidden = last;
        read = end;
    }

    /** Begins again, with other weights. */
    void restart(long newVersion) {
        release();
        version = newVersion;
        read = 0;
    }

    void release() {
        if (manager != null) {
            manager.close();
            manager = null;
            hidden = null;
        }
    }
}
