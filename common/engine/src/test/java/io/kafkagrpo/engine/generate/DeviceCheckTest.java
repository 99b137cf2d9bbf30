package io.kafkagrpo.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.TestEngine;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceCheckTest {
    @TempDir
    private Path directory;

    private HostWeights weights;
    private PolicyModel model;
    private DeviceCheck check;

    @BeforeEach
    void loadModel() throws IOException {
        TestEngine.start();
        Path path = TestEngine.Tiny.QWEN2_TIED.write(directory);
        ModelConfig config = ModelConfig.read(path);
        weights = HostWeights.read(path, config);
        model = PolicyModel.of(config, weights, "cpu", ComputeType.FLOAT32);
        check = new DeviceCheck(model);
    }

    @AfterEach
    void closeModel() {
        model.close();
        weights.close();
    }

    /** Until the sum is there, as who samples looks between two decode steps. */
    private void lookUntilItIsThere() {
        while (check.isRunning()) {
            check.look();
            Thread.onSpinWait();
        }
    }

    @Test
    void theVeryWeightsPass() {
        check.taken(OptionalLong.of(weights.mixSum()), true);
        assertThat(check.isRunning()).isTrue();
        lookUntilItIsThere();
    }

    @Test
    void otherWeightsAreNoticed() {
        check.taken(OptionalLong.of(weights.mixSum() + 1), true);
        assertThatThrownBy(this::lookUntilItIsThere)
                .isInstanceOf(WrongWeightsException.class)
                .hasMessageStartingWith(
                        "The weights on cpu have checksum %016x, but version 0 was announced with %016x:"
                                .formatted(weights.mixSum(), weights.mixSum() + 1));
    }

    @Test
    void nothingIsSummedWithoutASnapshotOrASum() {
        check.taken(OptionalLong.of(weights.mixSum() + 1), false);
        assertThat(check.isRunning()).isFalse();
        check.taken(OptionalLong.empty(), true);
        assertThat(check.isRunning()).isFalse();
        // And what could not be compared then is compared with the next version that has a sum
        check.taken(OptionalLong.of(weights.mixSum() + 1), false);
        assertThatThrownBy(this::lookUntilItIsThere).isInstanceOf(WrongWeightsException.class);
    }

    @Test
    void whoChangesTheWeightsWaitsForNobody() {
        check.taken(OptionalLong.of(weights.mixSum()), true);
        check.rest();
        assertThat(check.isRunning()).isFalse();
    }
}
