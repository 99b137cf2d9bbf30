package io.kafkagrpo.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightChanges;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.model.weights.WeightReceiver;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.weights.PreparedWeights;
import io.kafkagrpo.weights.WeightFollower;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Versions from the log onto a device, over a real broker, with the built-in model; the test is the learner. */
class FollowedOnDeviceTest {
    private static final Topics TOPICS = new Topics("run");
    private static final RunHeader HEADER = RunHeader.begin(TOPICS);
    private static final ModelConfig MODEL = ModelConfig.read(LoopFixture.MINI);
    private static final int SNAPSHOT_EVERY = 37;

    @TempDir
    private Path folder;

    /** The model, made of the first version. */
    private static final class OnDevice implements WeightReceiver, AutoCloseable {
        private final ComputeType type;

        @Nullable
        PolicyModel model;

        OnDevice(ComputeType type) {
            this.type = type;
        }

        @Override
        public void replace(HostWeights weights, long version) {
            if (model == null) {
                model = PolicyModel.of(MODEL, weights, "cpu", type);
            } else {
                model.replace(weights, version);
            }
        }

        @Override
        public void change(List<WeightChanges> changes, long version) {
            if (model == null) {
                throw new IllegalStateException("There is nothing to change yet.");
            }
            model.change(changes, version);
        }

        OptionalLong mixSum() {
            return model == null ? OptionalLong.empty() : model.mixSum(() -> false);
        }

        @Override
        public void close() {
            if (model != null) {
                model.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 500", "BFLOAT16, 100"})
    void atEveryVersionTheDeviceHoldsWhatTheLearnerHas(ComputeType type, int versions) throws Exception {
        TorchRuntime.start(1);
        SplittableRandom random = new SplittableRandom(2);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
                HostWeights weights = HostWeights.read(LoopFixture.MINI, MODEL);
                OnDevice device = new OnDevice(type)) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            try (Admin admin = clients.admin()) {
                admin.createTopics(TOPICS.definitions(1, (short) 1, 1 << 20, 1 << 20))
                        .all()
                        .get();
            }
            try (Producer<String, byte[]> learner = clients.writer(Map.of());
                    WeightFollower follower =
                            new WeightFollower(clients, TOPICS, HEADER, HostWeights.allocate(WeightLayout.of(MODEL)))) {
                long sum = publish(PreparedWeights.full(weights, 0, 0), learner);
                for (long version = 0; version <= versions; version++) {
                    // When a version arrives that changes little, nothing, or so much that all is handed over
                    if (version > 0) {
                        try (HostWeights base = weights.copy()) {
                            change(weights, random, version);
                            sum = publish(
                                    version % SNAPSHOT_EVERY == 0
                                            ? PreparedWeights.full(weights, version, version)
                                            : PreparedWeights.deltaOrFull(
                                                    base, version - 1, sum, weights, version, version),
                                    learner);
                        }
                    }
                    while (!follower.advance(Duration.ofMillis(100))) {
                        Thread.onSpinWait();
                    }
                    assertThat(follower.takeChanges(device)).isTrue();
                    // Then
                    assertThat(device.mixSum())
                            .as("version %d", version)
                            .hasValue(sum)
                            .hasValue(weights.mixSum());
                    assertThat(follower.taken().sum()).hasValue(sum);
                    assertThat(follower.taken().holdsSnapshot()).isEqualTo(version % SNAPSHOT_EVERY == 0);
                }
            }
        }
    }

    private static long publish(PreparedWeights version, Producer<String, byte[]> learner) {
        version.send(learner, TOPICS, HEADER);
        learner.flush();
        return version.weightsSum();
    }

    private static void change(HostWeights weights, SplittableRandom random, long version) {
        double share = version % 50 == 0 ? 0.2 : (version % 4) * 0.003;
        for (long i = 0; i < weights.layout().valueCount(); i++) {
            if (random.nextDouble() < share) {
                short old = weights.segment().getAtIndex(ValueLayout.JAVA_SHORT, i);
                weights.segment().setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (old ^ (1 << random.nextInt(7))));
            }
        }
    }
}
