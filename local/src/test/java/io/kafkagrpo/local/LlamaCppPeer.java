package io.kafkagrpo.local;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.CacheType;
import de.kherud.llama.args.Sampler;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** llama.cpp by its Java binding de.kherud:llama, on a {@link GgufFile}. */
final class LlamaCppPeer implements PeerEngine {
    private static final Pattern TOKEN = Pattern.compile("<(\\d+)>");

    private final LlamaModel model;

    private LlamaCppPeer(LlamaModel model) {
        this.model = model;
    }

    /** Opens a file of F32 matrices, to compute with one thread and keep keys and values in F32 as well. */
    static LlamaCppPeer open(Path gguf, int longest) {
        return new LlamaCppPeer(new LlamaModel(new ModelParameters()
                .setModel(gguf.toString())
                .setThreads(1)
                .setThreadsBatch(1)
                .setCtxSize(longest)
                .setCacheTypeK(CacheType.F32)
                .setCacheTypeV(CacheType.F32)
                .disableLog()));
    }

    /** A request for the likeliest tokens after a prompt. */
    static InferenceParameters greedy(int[] prompt, int tokens) {
        return new InferenceParameters(GgufFile.text(prompt))
                .setNPredict(tokens)
                .setSamplers(Sampler.TOP_K)
                .setTopK(1)
                .setCachePrompt(false);
    }

    @Override
    public int[] continueGreedily(int[] prompt, int tokens) {
        return TOKEN.matcher(model.complete(greedy(prompt, tokens)))
                .results()
                .mapToInt(token -> Integer.parseInt(token.group(1)))
                .toArray();
    }

    @Override
    public void close() {
        model.close();
    }
}
