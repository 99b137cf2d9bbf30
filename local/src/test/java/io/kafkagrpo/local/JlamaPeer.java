package io.kafkagrpo.local;

import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.KvBufferCache;
import com.github.tjake.jlama.tensor.operations.TensorOperationsProvider;
import java.nio.file.Path;
import java.util.Optional;

/** Jlama, which reads model directories in Hugging Face layout and computes in plain Java, on the Vector API. */
final class JlamaPeer implements PeerEngine {
    private final AbstractModel model;

    private JlamaPeer(AbstractModel model) {
        this.model = model;
    }

    /** Opens a model directory. */
    static JlamaPeer open(Path directory) {
        // its own Java operations, also where its native library is at hand; read once
        System.setProperty("jlama.force_panama_tensor_operations", "true");
        // stored bf16 weights are left as they are; without the wish for F32, activations would be rounded to bf16 too
        return new JlamaPeer(ModelSupport.loadModel(
                directory.toFile(), null, DType.F32, DType.F32, Optional.of(DType.F32), Optional.of(1)));
    }

    /** The name of the operations that it computes with. */
    static String operations() {
        return TensorOperationsProvider.get().name();
    }

    @Override
    public int[] continueGreedily(int[] prompt, int tokens) {
        int[] ids = new int[tokens];
        try (KvBufferCache caches = new KvBufferCache(model);
                KvBufferCache.KvBuffer cache = caches.getEphemeralKvBuffer();
                var logits = model.makeDenseTensor(model.getConfig().vocabularySize)) {
            var last = model.batchForward(prompt, 0, cache).slice(prompt.length - 1);
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
