package io.kafkagrpo.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MixSumTest {
    /** More than one thread's part, and no multiple of it. */
    private static final int COUNT = (1 << 20) + 77;

    @Test
    void itsValuesNeverChangeForTheyStandInLogs() {
        long gamma = 0x9E3779B97F4A7C15L;
        assertThat(MixSum.of(0, 0)).isZero();
        assertThat(MixSum.of(1, 0)).isEqualTo(0xe220a8397b1dcdafL);
        assertThat(MixSum.of(3, 0xffff)).isEqualTo(SplitMix.mix(3 * gamma + 0xffff));
        assertThat(MixSum.of(0, -1)).isEqualTo(SplitMix.mix(0xffffffffL));
    }

    @ParameterizedTest
    @EnumSource(MixSum.Values.class)
    void theSumOfMemoryIsThatOfItsValues(MixSum.Values values) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = random(arena, values == MixSum.Values.BFLOAT16 ? 2L * COUNT : 4L * COUNT);
            long expected = 0;
            for (int i = 0; i < COUNT; i++) {
                expected += MixSum.of(1_000_000_007L + i, bits(memory, values, i));
            }
            assertThat(MixSum.of(memory, values, 1_000_000_007L)).isEqualTo(expected);
            // And of two parts that are added
            MemorySegment first = values.slice(memory, 0, 500);
            MemorySegment second = values.slice(memory, 500, COUNT - 500);
            assertThat(MixSum.of(first, values, 7) + MixSum.of(second, values, 507))
                    .isEqualTo(MixSum.of(memory, values, 7));
        }
    }

    private static int bits(MemorySegment memory, MixSum.Values values, int at) {
        return switch (values) {
            case BFLOAT16 -> memory.getAtIndex(ValueLayout.JAVA_SHORT, at) & 0xffff;
            case FLOAT32 -> memory.getAtIndex(ValueLayout.JAVA_INT, at);
            case BFLOAT16_IN_FLOAT32 -> Integer.rotateLeft(memory.getAtIndex(ValueLayout.JAVA_INT, at), 16);
        };
    }

    @Test
    void whatBfloat16sAddUpToTheyAddUpToAsFloatsToo() {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment halves = random(arena, 2L * COUNT);
            MemorySegment floats = arena.allocate(4L * COUNT, 64);
            for (int i = 0; i < COUNT; i++) {
                floats.setAtIndex(ValueLayout.JAVA_INT, i, halves.getAtIndex(ValueLayout.JAVA_SHORT, i) << 16);
            }
            long sum = MixSum.of(halves, MixSum.Values.BFLOAT16, 0);
            assertThat(MixSum.of(floats, MixSum.Values.BFLOAT16_IN_FLOAT32, 0)).isEqualTo(sum);
            // And a float that holds more than a bf16 is another number
            floats.setAtIndex(ValueLayout.JAVA_INT, 9, floats.getAtIndex(ValueLayout.JAVA_INT, 9) | 1);
            assertThat(MixSum.of(floats, MixSum.Values.BFLOAT16_IN_FLOAT32, 0)).isNotEqualTo(sum);
        }
    }

    @Test
    void valuesThatChangePlacesOrFlipOneBitEachAreNoticed() {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(2L * 64, 64);
            long sum = MixSum.of(memory, MixSum.Values.BFLOAT16, 0);
            for (int one = 0; one < 64; one++) {
                for (int other = one + 1; other < 64; other++) {
                    memory.fill((byte) 0);
                    memory.setAtIndex(ValueLayout.JAVA_SHORT, one, (short) 0x3f80);
                    long moved = MixSum.of(memory, MixSum.Values.BFLOAT16, 0);
                    memory.setAtIndex(ValueLayout.JAVA_SHORT, one, (short) 0);
                    memory.setAtIndex(ValueLayout.JAVA_SHORT, other, (short) 0x3f80);
                    assertThat(MixSum.of(memory, MixSum.Values.BFLOAT16, 0)).isNotEqualTo(moved);
                    memory.setAtIndex(ValueLayout.JAVA_SHORT, one, (short) 0x3f80);
                    assertThat(MixSum.of(memory, MixSum.Values.BFLOAT16, 0)).isNotEqualTo(sum);
                }
            }
        }
    }

    private static MemorySegment random(Arena arena, long bytes) {
        MemorySegment memory = arena.allocate(bytes, 64);
        SplittableRandom random = new SplittableRandom(5);
        for (long i = 0; i < bytes; i++) {
            memory.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
        return memory;
    }
}
