package io.kafkagrpo.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.TestEngine;
import io.kafkagrpo.hash.MixSum;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlatVectorTest {
    private static final int COUNT = 100_003;
    private static final int START = 1001;
    private static final long PLACE = (1L << 33) + 5;

    @BeforeEach
    void start() {
        TestEngine.start();
    }

    /** On the CPU it can be run as well as the host's own sum, and must say the same of any bits. */
    @Test
    void theProgramThatDevicesRunSumsAsTheHostDoes() {
        TorchDevice device = TorchDevice.named("cpu");
        try (TorchProgram program = TorchProgram.weights(device);
                FlatVector floats = new FlatVector(device, program, COUNT, ComputeType.FLOAT32);
                FlatVector halves = new FlatVector(device, program, COUNT, ComputeType.BFLOAT16)) {
            SplittableRandom random = new SplittableRandom(8);
            MemorySegment floatBits = floats.windows().getFirst();
            MemorySegment halfBits = halves.windows().getFirst();
            for (int i = 0; i < COUNT; i++) {
                floatBits.setAtIndex(ValueLayout.JAVA_INT, i, random.nextInt());
                halfBits.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) random.nextInt());
            }
            int count = COUNT - START;
            for (MixSum.Values values :
                    new MixSum.Values[] {MixSum.Values.FLOAT32, MixSum.Values.BFLOAT16_IN_FLOAT32}) {
                assertThat(floats.deviceSum(START, count, values, PLACE))
                        .isEqualTo(floats.mixSum(START, count, values, PLACE))
                        .isEqualTo(MixSum.of(values.slice(floatBits, START, count), values, PLACE));
            }
            assertThat(halves.deviceSum(START, count, MixSum.Values.BFLOAT16, PLACE))
                    .isEqualTo(halves.mixSum(START, count, MixSum.Values.BFLOAT16, PLACE));
        }
    }

    @Test
    void aSumGoesAcrossWindows() {
        TorchDevice device = TorchDevice.named("cpu");
        long length = FlatVector.WINDOW + 100;
        try (TorchProgram program = TorchProgram.weights(device);
                Arena arena = Arena.ofShared();
                FlatVector vector = new FlatVector(device, program, length, ComputeType.BFLOAT16)) {
            MemorySegment both = arena.allocate(2 * 150, 64);
            for (int i = 0; i < 150; i++) {
                long at = FlatVector.WINDOW - 50 + i;
                vector.windows()
                        .get((int) (at / FlatVector.WINDOW))
                        .setAtIndex(ValueLayout.JAVA_SHORT, at % FlatVector.WINDOW, (short) (i * 401));
                both.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (i * 401));
            }
            assertThat(vector.mixSum(FlatVector.WINDOW - 50, 150, MixSum.Values.BFLOAT16, 3))
                    .isEqualTo(MixSum.of(both, MixSum.Values.BFLOAT16, 3));
        }
    }
}
