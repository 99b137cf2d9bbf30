package io.kafkagrpo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.engine.generate.StopCondition;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.train.Activations;
import io.kafkagrpo.engine.train.TokenSlopes;
import io.kafkagrpo.engine.train.TrainingEngine;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.TinyModels;
import io.kafkagrpo.model.weights.HostWeights;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Long runs leak no native memory. What glibc's allocator has handed out and not got back is counted
 * ({@code mallinfo2}), for a resident set also moves with the Java heap and with fragmentation.
 */
class NativeMemoryTest {

    /** What the JVM's compiler may hold in every one of ten rounds; 200 steps that leak 0.2 MB each show. */
    private static final long MOST_GROWTH = 24L << 20;

    @TempDir
    Path directory;

    @BeforeAll
    static void startEngine() {
        TestEngine.start();
    }

    @ParameterizedTest
    @EnumSource(Activations.class)
    void trainingStepsLeakNothing(Activations activations) throws Throwable {
        // Given a model whose gradients alone are 0.6 MB, and sequences of other lengths in each of 500 steps
        Path path = wideModel();
        var config = ModelConfig.read(path);
        var random = new SplittableRandom(5);
        try (var weights = HostWeights.read(path, config);
                var engine = new TrainingEngine(config, weights, TestEngine.options(activations, 64, "cpu"))) {
            assertThat(growth(() -> train(engine, config, random, 20))).isLessThan(MOST_GROWTH);
        }
    }

    @Test
    void generationsAndReplacedWeightsLeakNothing() throws Throwable {
        // Given 5,000 completions and 500 versions of 0.3 MB
        Path path = wideModel();
        var config = ModelConfig.read(path);
        var random = new SplittableRandom(7);
        try (var weights = HostWeights.read(path, config);
                var model = PolicyModel.of(config, weights, "cpu", ComputeType.BFLOAT16);
                var engine = new GenerationEngine(model, 16, 64)) {
            assertThat(growth(() -> {
                        for (int i = 0; i < 20; i++) {
                            model.replace(weights, model.version() + 1);
                            generate(engine, random, 10);
                        }
                    }))
                    .isLessThan(MOST_GROWTH);
        }
    }

    private Path wideModel() throws IOException {
        return TinyModels.write(
                directory.resolve("wide"),
                TinyModels.QWEN2
                        .replace("\"hidden_size\": 8", "\"hidden_size\": 64")
                        .replace("\"intermediate_size\": 12", "\"intermediate_size\": 300"));
    }

    /**
     * How much native memory 25 rounds take for good: the least in use over the last ten rounds against the least
     * over the ten before. The least, for the JVM's compiler takes some megabytes for a while.
     */
    private static long growth(Runnable round) throws Throwable {
        var used = new long[25];
        for (int i = 0; i < used.length; i++) {
            round.run();
            used[i] = inUse();
        }
        return Arrays.stream(used, 15, 25).min().orElseThrow()
                - Arrays.stream(used, 5, 15).min().orElseThrow();
    }

    private static void train(TrainingEngine engine, ModelConfig config, SplittableRandom random, int steps) {
        for (int step = 0; step < steps; step++) {
            var sequences = TestEngine.groups(random, 4, config.vocabularySize());
            engine.accumulateGradients(TokenGroup.ofEach(sequences), 1, (sequence, scores) -> {
                var slopes = new double[scores.logProbabilities().length];
                Arrays.fill(slopes, -0.01);
                return TokenSlopes.of(slopes);
            });
            engine.applyUpdate(1e-4, 1);
        }
    }

    private static void generate(GenerationEngine engine, SplittableRandom random, int completions) {
        int done = 0;
        int submitted = 0;
        while (done < completions) {
            if (engine.waitingSequences() < 4 && submitted < completions) {
                int members = Math.min(4, completions - submitted);
                submitted += members;
                engine.submit(new GenerationRequest(
                        "g" + submitted,
                        random.ints(random.nextInt(1, 12), 0, 20).toArray(),
                        Sampling.untruncated(1, random.nextInt(1, 16)),
                        random.longs(members).toArray(),
                        Set.of(),
                        StopCondition.NONE));
            }
            done += engine.step().size();
        }
    }

    /**
     * Bytes that the C allocator has handed out, fields uordblks and hblkhd of struct mallinfo2, without those of
     * direct buffers, which the collector frees when it likes.
     */
    private static long inUse() throws Throwable {
        System.gc();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        var linker = Linker.nativeLinker();
        Optional<MemorySegment> symbol = linker.defaultLookup().find("mallinfo2");
        assumeTrue(symbol.isPresent(), "not a glibc with mallinfo2");
        SequenceLayout struct = MemoryLayout.sequenceLayout(10, ValueLayout.JAVA_LONG);
        MethodHandle function =
                linker.downcallHandle(symbol.get(), FunctionDescriptor.of(MemoryLayout.structLayout(struct)));
        try (var arena = Arena.ofConfined()) {
            var info = (MemorySegment) function.invoke((SegmentAllocator) arena);
            return info.getAtIndex(ValueLayout.JAVA_LONG, 4) + info.getAtIndex(ValueLayout.JAVA_LONG, 7) - direct;
        }
    }
}
