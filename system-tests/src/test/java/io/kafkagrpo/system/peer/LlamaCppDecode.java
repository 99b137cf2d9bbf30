package io.kafkagrpo.system.peer;

import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.LogFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures llama.cpp's decoding of several sequences at a time, in a process of its own: {@link PeerBench} starts
 * it and reads {@code batch seconds} from its output, the time of a step that gives each sequence one token.
 *
 * <p>The binding has no call for a batch, but a server's slots: that many requests go in, one of them gives its
 * tokens as they come, and the others go on for longer than it does. Between two of its tokens lies one step of
 * all. Sampling takes the likeliest token, which is the cheapest there is.
 */
final class LlamaCppDecode {
    /** Tokens that the other sequences go on for, so that all of them last to the end of the measured one. */
    private static final int MORE = 64;

    private LlamaCppDecode() {}

    /**
     * Measures.
     *
     * @param arguments the GGUF file, its vocabulary's size, threads, tokens of each prompt, new
     *     tokens, batch sizes
     */
    public static void main(String[] arguments) throws Exception {
        try {
            LlamaModel.setLogger(LogFormat.TEXT, (_, text) -> System.err.print(text));
        } catch (UnsatisfiedLinkError e) {
            System.out.println(PeerService.UNAVAILABLE + "llama.cpp's native library: " + e.getMessage());
            return;
        }
        Path gguf = Path.of(arguments[0]);
        int[] numbers = new int[arguments.length - 1];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Integer.parseInt(arguments[i + 1]);
        }
        for (int i = 4; i < numbers.length; i++) {
            double seconds = step(gguf, numbers[0], numbers[1], numbers[2], numbers[3], numbers[i]);
            System.out.println(PeerBench.STEP + numbers[i] + " " + seconds);
        }
        // its threads stay attached to the JVM after a model is closed, and would keep it alive
        System.exit(0);
    }

    private static double step(Path gguf, int vocabulary, int threads, int promptTokens, int newTokens, int batch)
            throws Exception {
        ModelParameters parameters = new ModelParameters()
                .setModel(gguf.toString())
                .setThreads(threads)
                .setThreadsBatch(threads)
                .setParallel(batch)
                .setCtxSize(batch * (promptTokens + newTokens + MORE));
        List<int[]> prompts = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            prompts.add(
                    new SplittableRandom(i).ints(promptTokens, 0, vocabulary).toArray());
        }
        try (LlamaModel model = new LlamaModel(parameters);
                ExecutorService others = Executors.newCachedThreadPool()) {
            List<Future<String>> running = prompts.stream()
                    .skip(1)
                    .map(prompt -> others.submit(() -> model.complete(LlamaCppPeer.greedy(prompt, newTokens + MORE))))
                    .toList();
            double step = step(model, prompts.getFirst(), newTokens);
            if (running.stream().anyMatch(Future::isDone)) {
                throw new IllegalStateException("Not all sequences lasted to the end of the measured one.");
            }
            for (Future<String> other : running) {
                other.get();
            }
            return step;
        }
    }

    /**
     * The mean seconds between a sequence's tokens over its later half, when every prompt has been read. Not the
     * median: where this thread gets tokens late and several at once, single gaps say little.
     */
    private static double step(LlamaModel model, int[] prompt, int newTokens) {
        List<Long> arrivals = new ArrayList<>();
        model.generate(LlamaCppPeer.greedy(prompt, newTokens)).forEach(_ -> arrivals.add(System.nanoTime()));
        int middle = arrivals.size() / 2;
        int last = arrivals.size() - 1;
        return (arrivals.get(last) - arrivals.get(middle)) / 1e9 / (last - middle);
    }
}
