package io.kafkagrpo.system.peer;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.CacheType;
import de.kherud.llama.args.LogFormat;
import de.kherud.llama.args.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** llama.cpp by its Java binding de.kherud:llama, on a {@link GgufFile} of F32 matrices. */
final class LlamaCppPeer implements PeerEngine {
    private static final int CONTEXT = 512;
    private static final Pattern TOKEN = Pattern.compile("<(\\d+)>");

    private final LlamaModel model;

    private LlamaCppPeer(Path gguf) {
        this.model = new LlamaModel(new ModelParameters()
                .setModel(gguf.toString())
                .setThreads(1)
                .setThreadsBatch(1)
                .setCtxSize(CONTEXT)
                .setCacheTypeK(CacheType.F32)
                .setCacheTypeV(CacheType.F32));
    }

    /**
     * The JVM's options: the binding unpacks its native library under a fixed name, so each process needs a folder.
     */
    static String[] jvmOptions(Path folder) {
        return new String[] {"-Dde.kherud.llama.tmpdir=" + folder};
    }

    /** Answers a {@link PeerProcess}. */
    public static void main(String[] arguments) throws IOException {
        try {
            LlamaModel.setLogger(LogFormat.TEXT, (level, text) -> System.err.print(level + " " + text));
        } catch (UnsatisfiedLinkError e) {
            System.out.println(PeerService.UNAVAILABLE + "llama.cpp's native library: " + e.getMessage());
            return;
        }
        PeerService.serve(LlamaCppPeer::new);
        // its threads stay attached to the JVM after a model is closed, and would keep it alive
        System.exit(0);
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
