package io.kafkagrpo.system.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.WeightChunk;
import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import io.kafkagrpo.weights.DeltaCodec;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Puts every weight version of a run together again from what its topics hold, as a generator that
 * missed none would.
 */
final class WeightHistory {
    private final List<WeightVersion> versions = new ArrayList<>();
    private final TreeMap<Long, WeightChunk> chunks = new TreeMap<>();

    /** Reads all that is committed. */
    WeightHistory(TopicReader reader, Topics topics) {
        OwnRecords own = new OwnRecords(reader.events(topics).header());
        reader.readAll(topics.weightVersions(), WeightVersion.getDefaultInstance(), own, versions::add);
        reader.readAll(
                topics.weights(),
                entry -> own.readable(WeightChunk.getDefaultInstance(), entry)
                        .ifPresent(chunk -> chunks.put(entry.offset(), chunk)));
    }

    /**
     * Every version from 0 on is announced, in order, and once more only whole, as after a restart; its bytes give
     * the weights that it and the step that made it say.
     */
    void assertFollows(List<TrainingStep> steps, Path model) {
        assertThat(versions).extracting(WeightVersion::getVersion).isSorted();
        assertThat(versions.stream().map(WeightVersion::getVersion).distinct())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(0, steps.size()).boxed().toList());
        assertThat(versions.stream().filter(version -> version.getKind() == WeightKind.DELTA))
                .extracting(WeightVersion::getVersion)
                .doesNotHaveDuplicates();
        try (HostWeights weights = HostWeights.read(model, ModelConfig.read(model))) {
            for (WeightVersion version : versions) {
                byte[] payload = payload(version);
                assertThat(payload.length).isEqualTo((int) version.getPayloadBytes());
                if (version.getKind() == WeightKind.FULL) {
                    weights.segment().copyFrom(MemorySegment.ofArray(payload));
                } else {
                    assertThat(version.getBaseVersion()).isEqualTo(version.getVersion() - 1);
                    DeltaCodec.decode(payload, weights.layout().valueCount()).applyTo(weights);
                }
                assertThat(weights.mixSum())
                        .as("version %d", version.getVersion())
                        .isEqualTo(version.getWeightsSum());
                if (version.getVersion() > 0) {
                    assertThat(steps.get((int) version.getVersion() - 1).getWeightsSum())
                            .isEqualTo(version.getWeightsSum());
                }
            }
        }
    }

    private byte[] payload(WeightVersion version) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        chunks.subMap(version.getFirstOffset(), true, version.getLastOffset(), true)
                .values()
                .forEach(chunk -> payload.writeBytes(chunk.getData().toByteArray()));
        return payload.toByteArray();
    }
}
