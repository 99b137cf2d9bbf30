package io.kafkagrpo.system.peer;

import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.KvBufferCache;
import com.github.tjake.jlama.tensor.operations.TensorOperationsProvider;
import com.github.tjake.jlama.util.PhysicalCoreExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Jlama, which reads model directories in Hugging Face layout and computes in plain Java, on the Vector API. */
final class JlamaPeer implements PeerEngine {
    /** The Vector API, and Jlama's operations that use it even where its native library is at hand. */
    static final String[] JVM_OPTIONS = {
        "--add-modules=jdk.incubator.vector", "-Djlama.force_panama_tensor_operations=true"
    };

    private final AbstractModel model;

    private JlamaPeer(Path directory) {
        // weights stay bf16 as they are stored; without the wish for F32, activations would be rounded to bf16 too
        this.model = ModelSupport.loadModel(
                directory.toFile(), null, DType.F32, DType.F32, Optional.of(DType.F32), Optional.empty());
    }

    /** Answers a {@link PeerProcess}. */
    public static void main(String[] arguments) throws IOException {
        String operations = TensorOperationsProvider.get().name();
        if (!operations.startsWith("Panama")) {
            throw new IllegalStateException("Jlama computes with " + operations + " instead of the Vector API.");
        }
        // for all models of this process, so not as it loads one
        PhysicalCoreExecutor.overrideThreadCount(1);
        PeerService.serve(JlamaPeer::new);
    }

    @Override
    public int[] continueGreedily(int[] prompt, int tokens) {
        int[] ids = new int[tokens];
        try (KvBufferCache caches = new KvBufferCache(model);
                KvBufferCache.KvBuffer cache = caches.getEphemeralKvBuffer();
                AbstractTensor logits = model.makeDenseTensor(model.getConfig().vocabularySize)) {
            AbstractTensor last = model.batchForward(prompt, 0, cache).slice(prompt.length - 1);
            for (int i = 0; i < tokens; i++) {
                ids[i] = model.sample(last, 0, 0, logits);
                last = model.forward(ids[i], prompt.length + i, cache, Optional.empty());
            }
        }
        return ids;
    }

    @Override
    public void close() {
        model.close();
    }
}
