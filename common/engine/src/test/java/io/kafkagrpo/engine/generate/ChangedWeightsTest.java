package io.kafkagrpo.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.TestEngine;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightChanges;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single values that become others on the device, wherever the programs keep them. */
class ChangedWeightsTest {
    /** What was prepared before the changes came. */
    enum Staged {
        NOTHING,
        ONE_BEFORE,
        THIS_VERSION
    }

    @TempDir
    Path directory;

    @BeforeEach
    void start() {
        TestEngine.start();
    }

    @ParameterizedTest
    @CsvSource({
        "QWEN2_TIED, FLOAT32, NOTHING",
        "QWEN3_WIDE_HEADS, FLOAT32, NOTHING",
        "LLAMA3_UNTIED, FLOAT32, NOTHING",
        "LLAMA3_UNTIED, BFLOAT16, NOTHING",
        "QWEN2_TIED, FLOAT32, THIS_VERSION",
        "QWEN3_WIDE_HEADS, FLOAT32, THIS_VERSION",
        "LLAMA3_UNTIED, FLOAT32, THIS_VERSION",
        "LLAMA3_UNTIED, BFLOAT16, THIS_VERSION",
        "QWEN2_TIED, FLOAT32, ONE_BEFORE"
    })
    void aModelWithChangesIsTheModelOfTheChangedWeights(TestEngine.Tiny tiny, ComputeType type, Staged staged)
            throws Exception {
        Path path = tiny.write(directory);
        ModelConfig config = ModelConfig.read(path);
        Random random = new Random(9);
        try (HostWeights first = HostWeights.read(path, config);
                HostWeights second = first.copy();
                HostWeights third = first.copy();
                PolicyModel model = PolicyModel.of(config, first, "cpu", type);
                GenerationEngine engine = new GenerationEngine(model, 3, 64)) {
            // Given: two versions, one after the other, of an engine that has sampled with the first weights
            assertThat(sampled(engine)).isNotEmpty();
            change(second, random);
            third.segment().copyFrom(second.segment());
            change(third, random);
            // When
            switch (staged) {
                case NOTHING -> {}
                case ONE_BEFORE -> engine.stage(second, 4);
                case THIS_VERSION -> engine.stage(third, 5);
            }
            model.change(List.of(between(first, second), between(second, third)), 5);
            // Then: the device holds them, and samples as a model does that was made of them
            assertThat(model.version()).isEqualTo(5);
            assertThat(model.mixSum(() -> false)).hasValue(third.mixSum());
            for (int i = 0; i < first.layout().tensors().size(); i++) {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment read = arena.allocate(third.tensor(i).byteSize());
                    model.weights().readBfloat16(i, read);
                    assertThat(read.mismatch(third.tensor(i)))
                            .as(first.layout().tensors().get(i).name())
                            .isEqualTo(-1);
                }
            }
            try (PolicyModel made = PolicyModel.of(config, third, "cpu", type);
                    GenerationEngine other = new GenerationEngine(made, 3, 64)) {
                assertThat(sampled(engine)).isEqualTo(sampled(other));
            }
        }
    }

    private static WeightChanges between(HostWeights from, HostWeights to) {
        return WeightChanges.between(from, to, Long.MAX_VALUE).orElseThrow();
    }

    /** Changes first and last value of each tensor, and some between. */
    private static void change(HostWeights weights, Random random) {
        for (int i = 0; i < weights.layout().tensors().size(); i++) {
            MemorySegment tensor = weights.tensor(i);
            long last = tensor.byteSize() / Short.BYTES - 1;
            for (long index : List.of(0L, last, random.nextLong(last), random.nextLong(last))) {
                short bits = tensor.getAtIndex(ValueLayout.JAVA_SHORT, index);
                tensor.setAtIndex(ValueLayout.JAVA_SHORT, index, (short) (bits ^ (1 << random.nextInt(8))));
            }
        }
    }

    /** Tokens and log-probabilities. */
    private static List<String> sampled(GenerationEngine engine) {
        engine.submit(new GenerationRequest(
                "r",
                new int[] {3, 14, 1, 5},
                Sampling.untruncated(1, 12),
                new long[] {1, 2, 3},
                Set.of(),
                StopCondition.NONE));
        List<String> sampled = new ArrayList<>();
        while (!engine.isIdle()) {
            engine.step()
                    .forEach(ended ->
                            sampled.add(Arrays.toString(ended.tokenIds()) + Arrays.toString(ended.logProbabilities())));
        }
        return sampled;
    }
}
