package io.kafkagrpo.cli.bench;

import io.kafkagrpo.model.ModelConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The size of a well-known model, to measure the engine at without its weights: speed does not depend on
 * what was learned.
 */
public record EngineShape(String title, ModelConfig config) {

    private enum Head {
        TIED,
        OWN
    }

    private static final int CONTEXT = 4096;

    static final List<EngineShape> ALL = List.of(
            shape("minimind2-small", "qwen2", new int[] {512, 1408, 8, 8, 2, 64, 6400}, Head.TIED),
            shape("qwen2.5-0.5b", "qwen2", new int[] {896, 4864, 24, 14, 2, 64, 151936}, Head.TIED),
            shape("qwen2.5-1.5b", "qwen2", new int[] {1536, 8960, 28, 12, 2, 128, 151936}, Head.TIED),
            shape("qwen3-0.6b", "qwen3", new int[] {1024, 3072, 28, 16, 8, 128, 151936}, Head.TIED),
            shape("llama-3.2-1b", "llama", new int[] {2048, 8192, 16, 32, 8, 64, 128256}, Head.TIED),
            shape("qwen2.5-3b", "qwen2", new int[] {2048, 11008, 36, 16, 2, 128, 151936}, Head.TIED),
            shape("qwen2.5-7b", "qwen2", new int[] {3584, 18944, 28, 28, 4, 128, 152064}, Head.OWN),
            shape("qwen2.5-14b", "qwen2", new int[] {5120, 13824, 48, 40, 8, 128, 152064}, Head.OWN));

    /** Sizes: hidden, intermediate, layers, heads, key/value heads, head dimension, vocabulary. */
    private static EngineShape shape(String title, String type, int[] sizes, Head head) {
        return new EngineShape(
                title,
                new ModelConfig(
                        type,
                        sizes[0],
                        sizes[1],
                        sizes[2],
                        sizes[3],
                        sizes[4],
                        sizes[5],
                        sizes[6],
                        1e6,
                        1e-6,
                        head == Head.TIED,
                        type.equals("qwen2"),
                        type.equals("qwen3"),
                        CONTEXT,
                        null));
    }

    /** The shape of a name, or null. */
    public static @Nullable EngineShape named(@Nullable String title) {
        return ALL.stream()
                .filter(shape -> shape.title.equals(title))
                .findFirst()
                .orElse(null);
    }

    static List<String> titles() {
        return ALL.stream().map(EngineShape::title).toList();
    }
}
