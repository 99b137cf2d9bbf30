package io.kafkagrpo.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.TestEngine;
import io.kafkagrpo.engine.score.ScoringEngine;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightReceiver;
import io.kafkagrpo.rollout.InFlight;
import io.kafkagrpo.rollout.VersionSpan;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New weights that come while groups of different prompts and lengths are in flight, on a tiny model. */
class WeightUptakeTest {
    private static final double TEMPERATURE = 0.8;
    private static final int SLOTS = 5;
    private static final Map<String, int[]> PROMPTS =
            Map.of("long", new int[] {3, 14, 1, 5}, "short", new int[] {7, 2});

    @TempDir
    Path directory;

    private ModelConfig config;
    private HostWeights old;
    private HostWeights young;
    private PolicyModel model;
    private GenerationEngine engine;

    /** Has at most one version, which nobody can take while it is being made. */
    private static final class Shelf implements WeightUptake.Source {
        @Nullable
        HostWeights weights;

        long version;
        boolean isBeingMade;
        OptionalLong sum = OptionalLong.empty();

        void arrives(HostWeights newWeights, long newVersion) {
            weights = newWeights;
            version = newVersion;
            sum = OptionalLong.of(newWeights.mixSum());
        }

        @Override
        public boolean hasChanges() {
            return weights != null;
        }

        @Override
        public boolean takeChanges(WeightReceiver receiver) {
            if (weights == null || isBeingMade) {
                return false;
            }
            receiver.replace(weights, version);
            weights = null;
            return true;
        }

        @Override
        public OptionalLong sumTaken() {
            return sum;
        }

        @Override
        public boolean tookSnapshot() {
            return true;
        }
    }

    @BeforeEach
    void loadModel() throws IOException {
        TestEngine.start();
        Path path = TestEngine.Tiny.QWEN2_TIED.write(directory);
        config = ModelConfig.read(path);
        old = HostWeights.read(path, config);
        young = old.copy();
        MemorySegment bits = young.segment();
        for (long at = 0; at < bits.byteSize() / Short.BYTES; at += 3) {
            bits.setAtIndex(ValueLayout.JAVA_SHORT, at, (short) (bits.getAtIndex(ValueLayout.JAVA_SHORT, at) ^ 0x40));
        }
        model = PolicyModel.of(config, old, "cpu", ComputeType.FLOAT32);
        engine = new GenerationEngine(model, SLOTS, 64);
    }

    @AfterEach
    void closeModel() {
        engine.close();
        model.close();
        young.close();
        old.close();
    }

    @Test
    void keptSequencesGoOnAsAfterWeightsThatWereSimplyReplaced() {
        // Given
        List<GeneratedSequence> replaced = acrossTheChange(() -> model.replace(young, 7));
        model.replace(old, 0);
        // When
        List<GeneratedSequence> kept = acrossTheChange(taking(InFlight.KEEP));
        // Then token for token and bit for bit
        assertThat(kept).usingRecursiveFieldByFieldElementComparator().containsExactlyElementsOf(replaced);
        // And what the old weights left in the caches shows
        assertThat(kept.stream().mapToDouble(this::largestDifference)).anyMatch(difference -> difference > 1e-3);
    }

    @Test
    void recomputedSequencesGoOnAsIfTheNewWeightsHadReadThemFromTheBeginning() {
        // When
        List<GeneratedSequence> results = acrossTheChange(taking(InFlight.RECOMPUTE));
        // Then each token has the log-probability of a fresh pass over what is before it, under the version that it
        // says
        assertThat(results)
                .hasSize(6)
                .allSatisfy(result -> assertThat(largestDifference(result)).isLessThan(2e-5));
        assertThat(results.stream().filter(result -> result.versions().size() == 2))
                .hasSizeGreaterThan(2)
                .allSatisfy(result -> assertThat(result.versions())
                        .extracting(VersionSpan::version)
                        .containsExactly(0L, 7L));
    }

    @Test
    void aVersionThatChangesNothingLeavesSequencesAsTheyWere() {
        WeightUptake uptake = new WeightUptake(model, engine, InFlight.RECOMPUTE);
        List<GeneratedSequence> results = acrossTheChange(() -> uptake.takes(new WeightUptake.Source() {
            @Override
            public boolean hasChanges() {
                return true;
            }

            @Override
            public boolean takeChanges(WeightReceiver receiver) {
                receiver.change(List.of(), 7);
                return true;
            }

            @Override
            public OptionalLong sumTaken() {
                return OptionalLong.empty();
            }

            @Override
            public boolean tookSnapshot() {
                return false;
            }
        }));
        model.replace(old, 0);
        List<GeneratedSequence> undisturbed = acrossTheChange(() -> {});
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i).logProbabilities())
                    .containsExactly(undisturbed.get(i).logProbabilities());
        }
        assertThat(results).anySatisfy(result -> assertThat(result.versions()).contains(new VersionSpan(7, 6)));
    }

    @Test
    void drainedSequencesAreOfOneVersionEachAndNoGroupBeginsBeforeTheyHaveEnded() {
        // Given more members than slots, in flight when a version arrives
        Shelf shelf = new Shelf();
        WeightUptake uptake = new WeightUptake(model, engine, InFlight.DRAIN);
        engine.submit(request("long", 9, LongStream.range(0, SLOTS + 2).toArray()));
        engine.step();
        assertThat(uptake.takes(shelf)).isFalse();
        assertThat(uptake.admits()).isTrue();
        shelf.arrives(young, 7);
        // When
        List<GeneratedSequence> drained = new ArrayList<>();
        while (!engine.isIdle()) {
            assertThat(uptake.takes(shelf)).isFalse();
            assertThat(uptake.admits()).isFalse();
            drained.addAll(engine.step());
        }
        // And while the version is made into the next one it can't be taken, but what was drained stays so
        shelf.isBeingMade = true;
        assertThat(uptake.takes(shelf)).isFalse();
        assertThat(uptake.admits()).isFalse();
        shelf.isBeingMade = false;
        assertThat(uptake.takes(shelf)).isTrue();
        assertThat(uptake.admits()).isTrue();
        engine.submit(request("short", 9, 5));
        List<GeneratedSequence> after = toTheEnd();
        // Then
        assertThat(drained)
                .hasSize(SLOTS + 2)
                .allSatisfy(result -> assertThat(result.versions()).containsExactly(new VersionSpan(0, 0)));
        assertThat(after)
                .singleElement()
                .satisfies(result -> assertThat(result.versions()).containsExactly(new VersionSpan(7, 0)));
        assertThat(drained)
                .allSatisfy(result -> assertThat(largestDifference(result)).isLessThan(2e-5));
    }

    private Runnable taking(InFlight inFlight) {
        Shelf shelf = new Shelf();
        WeightUptake uptake = new WeightUptake(model, engine, inFlight);
        shelf.arrives(young, 7);
        return () -> {
            assertThat(uptake.takes(shelf)).isTrue();
            assertThat(uptake.admits()).isTrue();
            assertThat(uptake.takes(shelf)).isFalse();
        };
    }

    /** Six members of two groups in five slots, of which one has ended when the change is made. */
    private List<GeneratedSequence> acrossTheChange(Runnable change) {
        List<GeneratedSequence> results = new ArrayList<>();
        engine.submit(request("short", 4, 21));
        engine.submit(request("long", 12, 1, 2, 3));
        engine.submit(request("short", 11, 4, 5));
        for (int step = 0; step < 5; step++) {
            results.addAll(engine.step());
        }
        change.run();
        results.addAll(toTheEnd());
        return results;
    }

    private List<GeneratedSequence> toTheEnd() {
        List<GeneratedSequence> results = new ArrayList<>();
        while (!engine.isIdle()) {
            results.addAll(engine.step());
        }
        return results;
    }

    private static GenerationRequest request(String prompt, int tokens, long... seeds) {
        return new GenerationRequest(
                prompt,
                Objects.requireNonNull(PROMPTS.get(prompt)),
                Sampling.untruncated(TEMPERATURE, tokens),
                seeds,
                Set.of(),
                StopCondition.NONE);
    }

    /** Between the sampler's log-probabilities and those of fresh passes with the weights of each token's version. */
    private double largestDifference(GeneratedSequence result) {
        double largest = 0;
        for (int i = 0; i < result.versions().size(); i++) {
            VersionSpan span = result.versions().get(i);
            int end = i + 1 < result.versions().size()
                    ? result.versions().get(i + 1).fromToken()
                    : result.tokenIds().length;
            float[] fresh = scored(result, span.version() == 0 ? old : young);
            for (int at = span.fromToken(); at < end; at++) {
                largest = Math.max(largest, Math.abs(result.logProbabilities()[at] - fresh[at]));
            }
        }
        return largest;
    }

    private float[] scored(GeneratedSequence result, HostWeights weights) {
        try (PolicyModel fresh = PolicyModel.of(config, weights, "cpu", ComputeType.FLOAT32);
                ScoringEngine scorer = new ScoringEngine(fresh, 256)) {
            return scorer.logProbabilities(
                            TokenGroup.ofEach(
                                    List.of(TestEngine.sequence(PROMPTS.get(result.requestId()), result.tokenIds()))),
                            TEMPERATURE)[0];
        }
    }
}
