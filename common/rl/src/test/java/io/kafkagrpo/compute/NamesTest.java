package io.kafkagrpo.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource({"float32, FLOAT32", "f32, FLOAT32", "bfloat16, BFLOAT16", "bf16, BFLOAT16"})
    void aComputeTypeHasALongAndAShortName(String name, ComputeType type) {
        assertThat(ComputeType.named(name)).isEqualTo(type);
    }

    @Test
    void anotherComputeTypeIsRefusedByName() {
        assertThatThrownBy(() -> ComputeType.named("FLOAT32"))
                .hasMessage("The compute type 'FLOAT32' is neither float32 (f32) nor bfloat16 (bf16).");
    }

    @Test
    void aDeviceIsTheProcessorOrANumberedGpu() {
        assertThat(DeviceName.parse("cpu")).isEqualTo(new DeviceName.Cpu());
        assertThat(DeviceName.parse("gpu:12")).isEqualTo(new DeviceName.Gpu(12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "gpu:", "gpu:x", "gpu:1000", "GPU:0", "tpu", "cpu:0", " cpu"})
    void anotherDeviceIsRefusedByName(String name) {
        assertThat(DeviceName.isOne(name)).isFalse();
        assertThatThrownBy(() -> DeviceName.parse(name))
                .hasMessage("Device %s is unknown; allowed are cpu and gpu:N.".formatted(name));
    }
}
